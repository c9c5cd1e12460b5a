using TwinBert.Backfill.Coverage;
using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Running;

/// <summary>What a backfill did to one index.</summary>
/// <param name="Index">The concrete index.</param>
/// <param name="Embedding">The embedding object that it was to have.</param>
/// <param name="Counters">What was done, in this and in earlier runs.</param>
/// <param name="ThisRun">What was done in this run.</param>
/// <param name="Elapsed">How long this run worked on the index.</param>
public sealed record IndexReport(
    string Index, EmbeddingField Embedding, BackfillCounters Counters, BackfillCounters ThisRun, TimeSpan Elapsed)
{
    /// <summary>
    /// How many texts this run has encoded: more than it has embedded where others wrote at the same time, or where it was taken for dead and was not.
    /// </summary>
    public long Encoded { get; init; }

    /// <summary>What the index holds afterwards; <see langword="null"/> when it was not counted.</summary>
    public IndexCoverage? Coverage { get; init; }

    /// <summary>What others wrote until the end without embeddings of its text, counted where the last sweep had still found something.</summary>
    public IndexBehind Behind { get; init; } = IndexBehind.None;

    /// <summary>Whether the index was deleted, made anew or restored meanwhile, which is why it was not finished.</summary>
    public bool IsReplaced { get; init; }

    /// <summary>Why the index was not finished, in one line; <see langword="null"/> when it was.</summary>
    public string? Failure { get; init; }

    /// <summary>Documents embedded in a second of this run; 0 for a run of no length.</summary>
    public double DocumentsPerSecond => Elapsed > TimeSpan.Zero ? ThisRun.Embedded / Elapsed.TotalSeconds : 0;

    /// <summary>The part of this run's time in which the encoder worked, 0 to 1.</summary>
    public double EncoderShare => Elapsed > TimeSpan.Zero ? Math.Min(1, ThisRun.EncoderSeconds / Elapsed.TotalSeconds) : 0;
}
