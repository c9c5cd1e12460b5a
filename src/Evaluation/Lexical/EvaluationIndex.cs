using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.Evaluation.Beir;
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
        var body = new ArrayBufferWriter<byte>(BatchBytes + (BatchBytes >> 3));
        var (pending, total) = (0, 0);
        foreach (var document in documents)
        {
            Write(body, document);
            total++;
            if (++pending == BatchDocuments || body.WrittenCount >= BatchBytes)
            {
                await SendAsync(body, cancellationToken).ConfigureAwait(false);
                pending = 0;
                progress.Report(total);
            }
        }

        if (pending > 0)
        {
            await SendAsync(body, cancellationToken).ConfigureAwait(false);
            progress.Report(total);
        }

        (await EngineCalls.SendAsync(cluster, new(HttpMethod.Post, $"/{name}/_refresh"), cancellationToken).ConfigureAwait(false)).Dispose();
        return total;
    }

    private static void Write(ArrayBufferWriter<byte> body, BeirDocument document)
    {
        using (var action = new Utf8JsonWriter(body, Json))
        {
            action.WriteStartObject();
            action.WriteStartObject("index");
            action.WriteString("_id", document.Id);
            action.WriteEndObject();
            action.WriteEndObject();
        }

        body.Write("\n"u8);
        using (var source = new Utf8JsonWriter(body, Json))
        {
            source.WriteStartObject();
            source.WriteString("title", document.Title);
            source.WriteString("text", document.Text);
            source.WriteEndObject();
        }

        body.Write("\n"u8);
    }

    private async Task SendAsync(ArrayBufferWriter<byte> body, CancellationToken cancellationToken)
    {
        var call = new ClusterCall(HttpMethod.Post, $"/{name}/_bulk", body.WrittenMemory, ClusterCall.Ndjson);
        using (var answer = await EngineCalls.SendAsync(cluster, call, cancellationToken).ConfigureAwait(false))
        {
            if (answer.RootElement.GetProperty("errors").GetBoolean())
            {
                var refused = answer.RootElement.GetProperty("items").EnumerateArray()
                    .Select(item => item.GetProperty("index")).First(item => item.TryGetProperty("error", out _));
                throw new EvaluationException(
                    $"The engine refused document '{refused.GetProperty("_id").GetString()}': {refused.GetProperty("error").GetRawText()}");
            }
        }

        body.ResetWrittenCount();
    }
}
