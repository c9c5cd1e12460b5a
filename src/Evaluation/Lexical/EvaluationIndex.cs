using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.Search.Bulk;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Lexical;

/// <summary>
/// The index that an evaluation makes for itself: one shard, so that every document is scored with the same statistics, and <c>title</c> and
/// <c>text</c> with the English analyser. Nothing else of a document is indexed.
/// </summary>
/// <param name="cluster">The engine.</param>
/// <param name="name">The index's name; nothing else uses it.</param>
internal sealed class EvaluationIndex(IClusterCalls cluster, string name)
{
    private const int BatchDocuments = 500;
    private const int BatchBytes = 4 << 20;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlyMemory<byte> Settings => """
        {"settings":{"index":{"number_of_shards":1,"number_of_replicas":0}},
        "mappings":{"properties":{"title":{"type":"text","analyzer":"english"},"text":{"type":"text","analyzer":"english"}}}}
        """u8.ToArray();

    public async Task CreateAsync(CancellationToken cancellationToken) =>
        (await EngineCalls.SendAsync(cluster, new(HttpMethod.Put, "/" + name, Settings), cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Deletes the index; an engine that is gone by now is left alone.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken) =>
        await cluster.SendAsync(new(HttpMethod.Delete, "/" + name), cancellationToken).ConfigureAwait(false);

    /// <summary>Indexes documents and makes them visible.</summary>
    /// <returns>The number of documents.</returns>
    public async Task<int> FillAsync(IEnumerable<BeirDocument> documents, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var body = new BulkBody(BatchBytes + (BatchBytes >> 3));
        var total = 0;
        foreach (var document in documents)
        {
            body.Add(new(BulkVerb.Index) { Id = document.Id }, document, WriteSource);
            total++;
            if (body.Count == BatchDocuments || body.Length >= BatchBytes)
            {
                await SendAsync(body, cancellationToken).ConfigureAwait(false);
                progress.Report(total);
            }
        }

        if (body.Count > 0)
        {
            await SendAsync(body, cancellationToken).ConfigureAwait(false);
            progress.Report(total);
        }

        (await EngineCalls.SendAsync(cluster, new(HttpMethod.Post, $"/{name}/_refresh"), cancellationToken).ConfigureAwait(false)).Dispose();
        return total;
    }

    private static void WriteSource(BeirDocument document, IBufferWriter<byte> body)
    {
        using var source = new Utf8JsonWriter(body, Json);
        source.WriteStartObject();
        source.WriteString("title", document.Title);
        source.WriteString("text", document.Text);
        source.WriteEndObject();
    }

    private async Task SendAsync(BulkBody body, CancellationToken cancellationToken)
    {
        using (var answer = await EngineCalls.SendAsync(cluster, body.ToCall(name), cancellationToken).ConfigureAwait(false))
        {
            var results = BulkResult.TryRead(answer.RootElement, body.Count)
                ?? throw new EvaluationException("The answer to a bulk write is no bulk response. Is the URL that of an Elasticsearch or OpenSearch cluster?");
            if (results.FirstOrDefault(result => result.Error is not null) is { Error: { } error } refused)
            {
                throw new EvaluationException($"The engine refused document '{refused.Id}': {error}");
            }
        }

        body.Clear();
    }
}
