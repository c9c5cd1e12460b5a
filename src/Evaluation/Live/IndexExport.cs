using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Evaluation.Lexical;
using TwinBert.IngestPipeline;
using TwinBert.Search.Cluster;
using TwinBert.Search.Json;
using TwinBert.Search.Scan;

namespace TwinBert.Evaluation.Live;

/// <summary>
/// Writes the documents of indices as a corpus in BEIR layout, a document a line: <c>_id</c>, <c>title</c>, <c>text</c>, and the whole document but for its
/// embedding as <c>metadata</c>. Documents are read page by page from a snapshot of each shard; a page is what is in memory.
/// </summary>
/// <param name="cluster">The engine.</param>
/// <param name="identity">Which engine it is.</param>
public sealed class IndexExport(IClusterCalls cluster, ClusterIdentity identity)
{
    // Engines take documents as deep as this.
    private const int MaxDepth = 1_000;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth + 2 };

    /// <summary>Paths of the fields that become a document's <c>title</c>.</summary>
    /// <value><c>title</c></value>
    public IReadOnlyList<string> TitleFields { get; init; } = ["title"];

    /// <summary>Paths of the fields that become a document's <c>text</c>.</summary>
    /// <value><c>text</c></value>
    public IReadOnlyList<string> TextFields { get; init; } = ["text"];

    /// <summary>The top-level members that hold embeddings, which are left out.</summary>
    /// <value><c>twinbert</c></value>
    public IReadOnlyCollection<string> EmbeddingFields { get; init; } = ["twinbert"];

    /// <summary>How many documents there are, by the engine's own count.</summary>
    /// <param name="index">The index, alias or pattern.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EvaluationException">The engine cannot be reached or refused something.</exception>
    public async Task<int> CountAsync(string index, CancellationToken cancellationToken)
    {
        using var answer = await EngineCalls.SendAsync(cluster, new(HttpMethod.Get, $"/{Uri.EscapeDataString(index)}/_count"), cancellationToken)
            .ConfigureAwait(false);
        return (int)Math.Min(int.MaxValue, answer.RootElement.GetProperty("count").GetInt64());
    }

    /// <summary>Writes all documents.</summary>
    /// <param name="index">The index, alias or pattern.</param>
    /// <param name="output">Receives the lines.</param>
    /// <param name="progress">Told the number of documents, after every page.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>How many documents were written, and how many have no source that can be read.</returns>
    /// <exception cref="EvaluationException">The engine cannot be reached or refused something, or two indices have a document of one id.</exception>
    public async Task<(int Written, int Unreadable)> WriteAsync(string index, Stream output, IProgress<int> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(progress);
        var shards = await ShardsAsync(index, cancellationToken).ConfigureAwait(false);
        var scanner = new IndexScanner(cluster, identity);
        var ids = shards.Select(shard => shard.Index).Distinct().Count() > 1 ? new HashSet<string>(StringComparer.Ordinal) : null;
        var (written, unreadable) = (0, 0);
        foreach (var (name, shard) in shards)
        {
            var (last, failure) = await scanner.LastSequenceNumberAsync(name, shard, cancellationToken).ConfigureAwait(false);
            await foreach (var page in Pages(scanner, new(name, shard, -1, last), failure, cancellationToken).ConfigureAwait(false))
            {
                foreach (var document in page.Documents)
                {
                    Once(ids, document);
                    var line = document.IsUnreadable || document.Source.IsEmpty ? null : Line(document);
                    (written, unreadable) = line is null ? (written, unreadable + 1) : (written + 1, unreadable);
                    await output.WriteAsync(line ?? [], cancellationToken).ConfigureAwait(false);
                }

                progress.Report(written + unreadable);
            }
        }

        return (written, unreadable);
    }

    private static IAsyncEnumerable<ScanPage> Pages(IndexScanner scanner, ShardRange range, string? failure, CancellationToken cancellationToken) =>
        (failure is null ? scanner.ScanAsync(range, cancellationToken) : AsyncEnumerable.Empty<ScanPage>().Append(ScanPage.Failed(failure)))
            .Select(page => page.Failure is null ? page : throw new EvaluationException($"'{range.Index}' cannot be read: {page.Failure}"));

    private static void Once(HashSet<string>? ids, ScannedDocument document)
    {
        if (ids?.Add(document.Id) == false)
        {
            throw new EvaluationException(
                $"Two of the indices have a document '{document.Id}'. A corpus names documents by their ids: export one index at a time.");
        }
    }

    private byte[]? Line(ScannedDocument document)
    {
        using var buffer = new MemoryStream();
        try
        {
            using var source = JsonDocument.Parse(EngineJson.Standard(document.Source.Span), new JsonDocumentOptions { MaxDepth = MaxDepth });
            using (var json = new Utf8JsonWriter(buffer, Json))
            {
                json.WriteStartObject();
                json.WriteString("_id", document.Id);
                json.WriteString("title", new DocumentTextSelector(TitleFields).Select(source.RootElement) ?? "");
                json.WriteString("text", new DocumentTextSelector(TextFields).Select(source.RootElement) ?? "");
                json.WriteStartObject("metadata");
                foreach (var member in source.RootElement.EnumerateObject().Where(member => !EmbeddingFields.Contains(member.Name)))
                {
                    member.WriteTo(json);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            buffer.WriteByte((byte)'\n');
            return buffer.ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON of the standard, or a text with half of a surrogate pair, which no UTF-8 has.
            return null;
        }
    }

    private async Task<IReadOnlyList<(string Index, int Shard)>> ShardsAsync(string index, CancellationToken cancellationToken)
    {
        var call = new ClusterCall(HttpMethod.Get, $"/{Uri.EscapeDataString(index)}/_settings?flat_settings=true");
        using var answer = await EngineCalls.SendAsync(cluster, call, cancellationToken).ConfigureAwait(false);
        var shards = new List<(string Index, int Shard)>();
        foreach (var entry in answer.RootElement.EnumerateObject())
        {
            var count = int.Parse(entry.Value.GetProperty("settings").GetProperty("index.number_of_shards").GetString()!, CultureInfo.InvariantCulture);
            shards.AddRange(Enumerable.Range(0, count).Select(shard => (entry.Name, shard)));
        }

        return shards.Count > 0 ? shards : throw new EvaluationException($"There is no index '{index}'.");
    }
}
