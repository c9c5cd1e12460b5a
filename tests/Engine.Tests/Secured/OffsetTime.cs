namespace TwinBert.Engine.Tests.Secured;

/// <summary>The system's clock, which a test can put forward.</summary>
internal sealed class OffsetTime : TimeProvider
{
    private long _offset;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, (long)(time.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _offset);
}
