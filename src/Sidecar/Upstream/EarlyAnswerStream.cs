using System.Net.Sockets;

namespace TwinBert.Sidecar.Upstream;

/// <summary>
/// A connection to the engine on which an answer survives that came before the end of the request. An engine that does not want the rest of a body
/// answers and hangs up; writing on fails then, and the answer would be lost, although it has arrived. So once there is one, the rest of the request is
/// written to nowhere. A connection that breaks without an answer fails as ever. For one reader and one writer.
/// </summary>
/// <param name="inner">The connection.</param>
internal sealed class EarlyAnswerStream(Stream inner) : ConnectionStream(inner)
{
    private readonly Socket? _socket = (inner as NetworkStream)?.Socket;
    private volatile bool _holdsAnswer;
    private bool _isGone;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Who reads again has taken what was read before.
        _holdsAnswer = false;
        var reading = base.ReadAsync(buffer, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
        {
            return AwaitAsync(reading);
        }

        var read = reading.Result;
        _holdsAnswer = read > 0;
        return ValueTask.FromResult(read);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isGone)
        {
            return ValueTask.CompletedTask;
        }

        var writing = base.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? writing : AwaitAsync(writing);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _isGone ? Task.CompletedTask : base.FlushAsync(cancellationToken);

    private async ValueTask<int> AwaitAsync(ValueTask<int> reading)
    {
        var read = await reading;
        _holdsAnswer = read > 0;
        return read;
    }

    private async ValueTask AwaitAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        catch (IOException) when (_holdsAnswer || _socket is { Available: > 0 })
        {
            _isGone = true;
        }
    }
}
