using System.Text.Json;
using TwinBert.IngestPipeline;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Planning;

/// <summary>Text fields that neither the mapping of an index nor its documents have: misspelled ones, and objects whose members have the text.</summary>
internal static class AbsentTextFields
{
    private const int MostDocuments = 1_000;
    private const int Examples = 10;

    /// <summary>Finds them.</summary>
    /// <param name="calls">The way to the cluster.</param>
    /// <param name="index">The index.</param>
    /// <param name="textFields">The configured text fields.</param>
    /// <param name="mappings">The index's mapping.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A sentence for each, with the fields that may have been meant; none where the index has no documents to tell.</returns>
    public static async ValueTask<IReadOnlyList<string>> DescribeAsync(
        IClusterCalls calls, string index, IReadOnlyList<string> textFields, JsonElement mappings, CancellationToken cancellationToken)
    {
        var known = FieldNames.OfMapping(mappings);
        var unmapped = textFields.Where(field => !FieldNames.Reaches(field, known)).ToArray();
        if (unmapped.Length == 0)
        {
            return [];
        }

        // What is not mapped may be in the documents all the same, where an object is not dynamic.
        var filter = string.Join(',', unmapped.Select(field => Uri.EscapeDataString(FieldNames.PathOf(field))));
        var values = (await SampleAsync(calls, index, $"size={MostDocuments}&_source_includes={filter}", cancellationToken).ConfigureAwait(false))
            .Select(new DocumentTextSelector(unmapped).Values).ToArray();
        var absent = unmapped.Where((_, i) => values.All(document => document[i].Count == 0)).ToArray();
        if (values.Length == 0 || absent.Length == 0)
        {
            return [];
        }

        var examples = await SampleAsync(calls, index, $"size={Examples}&_source_excludes=*.embedding", cancellationToken).ConfigureAwait(false);
        var names = examples.SelectMany(FieldNames.OfDocument).Concat(known).Distinct(StringComparer.Ordinal).ToArray();
        return [.. absent.Select(field => Describe(index, field, values.Length, names))];
    }

    private static async ValueTask<IReadOnlyList<JsonElement>> SampleAsync(IClusterCalls calls, string index, string query, CancellationToken cancellationToken)
    {
        var call = new ClusterCall(HttpMethod.Get, $"/{Uri.EscapeDataString(index)}/_search?{query}");
        var answer = await calls.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return [];
        }

        using var json = JsonDocument.Parse(answer.Body);
        return [.. json.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray()
            .Select(hit => hit.TryGetProperty("_source", out var source) ? source.Clone() : default)
            .Where(source => source.ValueKind == JsonValueKind.Object)];
    }

    private static string Describe(string index, string field, int documents, IReadOnlyCollection<string> names)
    {
        var nearest = FieldNames.Nearest(field, names);
        return $"The text field '{field}' is neither in the mapping of '{index}' nor in the first {documents} of its documents. "
            + (nearest.Count == 0 ? "No field there has a name like it." : $"Nearest there: {string.Join(", ", nearest.Select(name => $"'{name}'"))}.")
            + " Correct TextFields, or give --force to go on without it.";
    }
}
