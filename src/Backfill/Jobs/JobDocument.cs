using System.Text.Json.Serialization;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Jobs;

/// <summary>A job as the cluster keeps it: the work on one index and one embedding object of it, which any number of workers share.</summary>
/// <param name="Index">The concrete index.</param>
/// <param name="Uuid">Its incarnation.</param>
/// <param name="Fields">The fields that texts are made of and the embedding object.</param>
/// <param name="Model">The fingerprint of the model.</param>
/// <param name="Mode">Which documents are embedded.</param>
public sealed record JobDocument(string Index, string Uuid, string Fields, string Model, BackfillMode Mode)
{
    /// <summary>What the kind of a job's document is called.</summary>
    public const string JobKind = "job";

    /// <summary>What kind of document it is.</summary>
    public string Kind { get; init; } = JobKind;

    /// <summary>The embedding object that is filled.</summary>
    public string Embedding { get; init; } = EmbeddingField.DefaultName;

    /// <summary>What the job is called: after its index and the mark of its embedding object.</summary>
    [JsonIgnore]
    public string Name => JobName.Of(Index, new(Embedding));

    /// <summary>Letters and digits that no other job has: one that is begun anew has others.</summary>
    public string Id { get; init; } = "";

    /// <summary>What it is called in the aliases of the index, also when it is begun anew.</summary>
    public string Run { get; init; } = "";

    /// <summary>
    /// What the job before it, which is over, was called in the aliases of the index: a worker that was killed as it left may have left its alias.
    /// <see langword="null"/> for none.
    /// </summary>
    public string? Over { get; init; }

    /// <summary>What it is at, paused or not.</summary>
    public JobState State { get; init; }

    /// <summary>Whether its workers are to wait.</summary>
    public bool Paused { get; init; }

    /// <summary>Its first round, the one before the present one and the present one, where they are different ones.</summary>
    public IReadOnlyList<JobRoundPlan> Rounds { get; init; } = [];

    /// <summary>What was done in the rounds before the present one.</summary>
    public BackfillCounters Counters { get; init; } = new();

    /// <summary>How many documents the index had when it was begun.</summary>
    public long Total { get; init; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset Began { get; init; }

    /// <summary>When it was done or cancelled.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Who works on it, as far as they have been heard of lately.</summary>
    public IReadOnlyList<JobWorker> Workers { get; init; } = [];

    /// <summary>The present round; <see langword="null"/> before the first.</summary>
    [JsonIgnore]
    public JobRoundPlan? Round => Rounds.Count == 0 ? null : Rounds[^1];

    /// <summary>Whether nothing is to be done any more.</summary>
    [JsonIgnore]
    public bool IsOver => State is JobState.Done or JobState.Cancelled;

    /// <summary>Whether the same documents of the same incarnation of the index get the same embeddings.</summary>
    /// <param name="other">The other job.</param>
    public bool IsOf(JobDocument other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Index, Uuid, Fields, Model, Mode) == (other.Index, other.Uuid, other.Fields, other.Model, other.Mode);
    }

    /// <summary>This job with another present round. The first one and the one before are kept.</summary>
    /// <param name="next">The round.</param>
    public JobDocument With(JobRoundPlan next) => this with { Rounds = Rounds.Count > 1 ? [Rounds[0], Rounds[^1], next] : [.. Rounds, next] };

    /// <summary>This job with a worker as it is now.</summary>
    /// <param name="worker">The worker.</param>
    public JobDocument With(JobWorker worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return this with { Workers = [.. Workers.Where(known => known.Name != worker.Name), worker] };
    }
}
