namespace TwinBert.Inference;

/// <summary>
/// How much of the machine a model may use. The defaults follow the processors that the process may use, which .NET takes from the container's quota.
/// </summary>
public sealed record OnnxModelOptions
{
    private const int MostAtOnce = 16;

    /// <summary>The threads that work on one text or batch, 1 or more.</summary>
    /// <value>1: more texts at once use several processors better than more threads for one</value>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>The queries that are encoded at once, 1 or more; others wait.</summary>
    /// <value>one per processor, at most 16</value>
    public int QueryConcurrency { get; init; } = Math.Min(Environment.ProcessorCount, MostAtOnce);

    /// <summary>The batches of documents that are encoded at once, 1 or more; others wait.</summary>
    /// <value>one per processor but one, which is left to searches; at most 16</value>
    public int DocumentConcurrency { get; init; } = Math.Clamp(Environment.ProcessorCount - 1, 1, MostAtOnce);

    /// <summary>
    /// The batches of documents that are encoded at once while no query was for a second: then the processor that is left to searches works, too. No fewer than
    /// <see cref="DocumentConcurrency"/>.
    /// </summary>
    /// <value>one per processor, at most 16</value>
    public int IdleDocumentConcurrency { get; init; } = Math.Min(Environment.ProcessorCount, MostAtOnce);

    /// <summary>The most tokens in a batch, padding included; a single longer text is a batch of its own.</summary>
    /// <value>1,024: larger ones are no faster, and cancellation waits for a batch</value>
    public int BatchTokens { get; init; } = 1024;

    /// <summary>What waits and runs are measured by.</summary>
    /// <value><see cref="System.TimeProvider.System"/></value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
