namespace TwinBert.Backfill.Running;

/// <summary>Holds work back to a number of documents a second. Not for concurrent use.</summary>
/// <param name="documentsPerSecond">The rate; <see langword="null"/> for none.</param>
/// <param name="time">Measures and waits.</param>
internal sealed class Throttle(double? documentsPerSecond, TimeProvider time)
{
    private DateTimeOffset _free = time.GetUtcNow();

    /// <summary>Waits until the documents before these have used up their time, and takes the time of these.</summary>
    public async ValueTask WaitAsync(int documents, CancellationToken cancellationToken)
    {
        if (documentsPerSecond is not { } rate || documents == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (_free > now)
        {
            await Task.Delay(_free - now, time, cancellationToken).ConfigureAwait(false);
        }

        // Time that was not used is not saved up: after a pause the rate is the same as before.
        now = time.GetUtcNow();
        _free = (_free > now ? _free : now) + TimeSpan.FromSeconds(documents / rate);
    }
}
