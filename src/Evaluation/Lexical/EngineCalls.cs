using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;

namespace TwinBert.Evaluation.Lexical;

/// <summary>Calls whose failure ends an evaluation.</summary>
internal static class EngineCalls
{
    public static async ValueTask<JsonDocument> SendAsync(IClusterCalls cluster, ClusterCall call, CancellationToken cancellationToken) =>
        (await AskAsync(cluster, call, cancellationToken).ConfigureAwait(false)).Answer;

    /// <summary>Sends a call, and tells what a sidecar on the way says of it.</summary>
    public static async ValueTask<(JsonDocument Answer, RerankVerdict? Verdict)> AskAsync(
        IClusterCalls cluster, ClusterCall call, CancellationToken cancellationToken)
    {
        var answer = await cluster.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw new EvaluationException($"{call.Method} {call.Target} failed: {EngineError.Describe(answer)}");
        }

        try
        {
            return (JsonDocument.Parse(answer.Body), answer.Verdict);
        }
        catch (JsonException e)
        {
            throw new EvaluationException(
                $"{call.Method} {call.Target} was not answered with JSON ({e.Message}). Is the URL that of an Elasticsearch or OpenSearch cluster?");
        }
    }
}
