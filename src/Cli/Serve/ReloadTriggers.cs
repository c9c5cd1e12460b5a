using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace TwinBert.Cli.Serve;

/// <summary>
/// Tells when the configuration is to be read again: on SIGHUP, and when a file of it has changed and then stayed as it is for a moment. Files are looked
/// into rather than watched, as what a cluster's orchestrator mounts is exchanged by links, of which no watch tells. One that is used is enough. Thread-safe.
/// </summary>
internal sealed class ReloadTriggers : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private readonly Channel<string> _causes = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PosixSignalRegistration _hangUp;
    private readonly Lock _lock = new();
    private Dictionary<string, string> _seen = [];

    public ReloadTriggers() => _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        // A terminal that closes does not end the service, either.
        signal.Cancel = true;
        _causes.Writer.TryWrite("SIGHUP");
    });

    /// <summary>Why, each time.</summary>
    public IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken) => _causes.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Looks at these files from now on. One that it did not look at before is known as it is now.</summary>
    public void Watch(IReadOnlyList<string> files)
    {
        lock (_lock)
        {
            _seen = files.ToDictionary(file => file, file => _seen.GetValueOrDefault(file) ?? StampOf(file));
        }
    }

    /// <summary>The files as they are now are known: they are about to be read.</summary>
    public void MarkSeen()
    {
        lock (_lock)
        {
            _seen = Now();
        }
    }

    /// <summary>Looks again and again, until the token says otherwise.</summary>
    public async Task LookAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var before = Now();
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            lock (_lock)
            {
                var now = Now();
                if (!Same(now, _seen) && Same(now, before))
                {
                    _seen = now;
                    _causes.Writer.TryWrite("a changed file");
                }

                before = now;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hangUp.Dispose();

    private static bool Same(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && one.All(file => other.GetValueOrDefault(file.Key) == file.Value);

    private static string StampOf(string file)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not there, or not to be read now: that is a state, too.
            return "";
        }
    }

    private Dictionary<string, string> Now() => _seen.ToDictionary(file => file.Key, file => StampOf(file.Key));
}
