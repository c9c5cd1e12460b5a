namespace TwinBert.LoadBench.Searching;

/// <summary>What a proxy's process has done.</summary>
/// <param name="Allocated">The bytes that it has allocated; 0 where that is not known.</param>
/// <param name="Processor">The processor time that it has taken.</param>
internal readonly record struct ProxyWork(long Allocated, TimeSpan Processor)
{
    /// <summary>What it has done since then.</summary>
    public ProxyWork Since(ProxyWork before) => new(Allocated - before.Allocated, Processor - before.Processor);

    /// <summary>That and more.</summary>
    public ProxyWork And(ProxyWork more) => new(Allocated + more.Allocated, Processor + more.Processor);
}
