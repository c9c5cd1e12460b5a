using System.Text;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Tests.Load;

/// <summary>Answers calls one by one from a script, and remembers them.</summary>
internal sealed class ScriptedCalls(params (int Status, string Body)[] answers) : IClusterCalls
{
    public List<(string Target, string Body)> Calls { get; } = [];

    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        var (status, body) = answers[Calls.Count];
        Calls.Add((call.Target, Encoding.UTF8.GetString(call.Body.Span)));
        return ValueTask.FromResult(
            status == 0 ? ClusterAnswer.Unreachable(body) : new ClusterAnswer(status, Encoding.UTF8.GetBytes(body)) { RetryAfter = TimeSpan.Zero });
    }
}
