using System.Text.Json;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Highlighting;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Searching;

namespace TwinBert.DevNode.Rest;

/// <summary>Writes hits as a search response shows them.</summary>
internal static class HitWriter
{
    /// <summary>Writes the array of hits.</summary>
    public static void Write(Utf8JsonWriter json, SearchResult result, FetchOptions options)
    {
        json.WriteStartArray("hits");
        foreach (var hit in result.Hits)
        {
            WriteHit(json, result, hit, options);
        }

        json.WriteEndArray();
    }

    private static void WriteHit(Utf8JsonWriter json, SearchResult result, Hit hit, FetchOptions options)
    {
        var shard = result.Shards[hit.Shard];
        var index = shard.Snapshot.Index;
        var document = shard.Snapshot.Document(hit.Doc);
        json.WriteStartObject();
        json.WriteString("_index", index.Name);
        if (!options.OmitsId)
        {
            json.WriteString("_id", document.Id);
        }

        WriteVersion(json, document, options);
        json.WritePropertyName("_score");
        WriteScore(json, result.HasScores ? hit.Score : float.NaN);
        if (options.Source.IsShown)
        {
            json.WritePropertyName("_source");
            options.Source.Write(json, document.Source);
        }

        FieldFetcher.Write(json, options, index, document);
        if (options.Highlight is { } highlight)
        {
            MatchHighlighter.Write(json, highlight, result.Queries[hit.Shard], index.Mapping, document);
        }

        WriteSort(json, shard, hit);
        json.WriteEndObject();
    }

    /// <summary>Writes a score; null where there is none.</summary>
    public static void WriteScore(Utf8JsonWriter json, float score)
    {
        if (float.IsNaN(score))
        {
            json.WriteNullValue();
        }
        else
        {
            JsonNumbers.Write(json, score);
        }
    }

    private static void WriteVersion(Utf8JsonWriter json, DocumentVersion document, FetchOptions options)
    {
        if (options.Version)
        {
            json.WriteNumber("_version", document.Version);
        }

        if (options.SequenceNumber)
        {
            json.WriteNumber("_seq_no", document.SequenceNumber);
            json.WriteNumber("_primary_term", DocumentVersion.PrimaryTerm);
        }
    }

    private static void WriteSort(Utf8JsonWriter json, SearchShard shard, Hit hit)
    {
        if (hit.Sort is { } sort)
        {
            json.WriteStartArray("sort");
            for (var i = 0; i < sort.Length; i++)
            {
                shard.Sort[i].Write(json, sort[i]);
            }

            json.WriteEndArray();
        }
    }
}
