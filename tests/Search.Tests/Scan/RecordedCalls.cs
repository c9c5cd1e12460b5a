using System.Text;
using TwinBert.Search.Cluster;

namespace TwinBert.Search.Tests.Scan;

/// <summary>Gives prepared answers one after another, and keeps what was asked.</summary>
internal sealed class RecordedCalls(params (int Status, string Body)[] answers) : IClusterCalls
{
    private readonly Queue<(int Status, string Body)> _answers = new(answers);

    public List<string> Seen { get; } = [];

    public ValueTask<ClusterAnswer> SendAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Seen.Add($"{call.Method} {call.Target} {Encoding.UTF8.GetString(call.Body.Span)}".TrimEnd());
        var (status, body) = _answers.Count > 0 ? _answers.Dequeue() : (200, "{}");
        return ValueTask.FromResult(new ClusterAnswer(status, Encoding.UTF8.GetBytes(body)));
    }
}
