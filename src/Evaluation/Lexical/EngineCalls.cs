using System.Text;
using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Lexical;

/// <summary>Calls whose failure ends an evaluation.</summary>
internal static class EngineCalls
{
    private const int ShownBytes = 300;

    public static async ValueTask<JsonDocument> SendAsync(IClusterCalls cluster, ClusterCall call, CancellationToken cancellationToken)
    {
        var answer = await cluster.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw new EvaluationException($"{call.Method} {call.Target} failed: {answer.Failure ?? $"{answer.Status} {Reason(answer.Body)}"}");
        }

        try
        {
            return JsonDocument.Parse(answer.Body);
        }
        catch (JsonException e)
        {
            throw new EvaluationException($"{call.Method} {call.Target} was not answered with JSON ({e.Message}). Is the URL that of an Elasticsearch or OpenSearch cluster?");
        }
    }

    private static string Reason(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, ShownBytes)]).ReplaceLineEndings(" ");
}
