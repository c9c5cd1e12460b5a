using System.Text.Json.Serialization;
using TwinBert.Backfill.Settings;

namespace TwinBert.Backfill.Checkpoints;

/// <summary>Where a backfill is: what it works with and how far each index is. Written after every confirmed batch.</summary>
/// <param name="Upstream">The cluster's URL.</param>
/// <param name="Mode">Which documents are embedded.</param>
public sealed record BackfillCheckpoint(string Upstream, BackfillMode Mode)
{
    /// <summary>The version of the format that this program writes.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version of the format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What the run is called on the cluster, also by those that go on from this state.</summary>
    public string Run { get; init; } = "";

    /// <summary>How far each index is.</summary>
    public IReadOnlyList<IndexProgress> Indices { get; init; } = [];

    /// <summary>Why this checkpoint does not belong to a run with these settings, in one line; <see langword="null"/> when it does.</summary>
    /// <param name="run">A new checkpoint of the run, with each of its indices.</param>
    public string? DifferenceTo(BackfillCheckpoint run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return this switch
        {
            _ when Version != run.Version => $"its format is {Version}, this program's is {run.Version}",
            _ when Upstream != run.Upstream => $"it is of the cluster {Upstream}, not of {run.Upstream}",
            _ when ModelDifference(run) is { } difference => difference,
            _ when Mode != run.Mode => $"it is of a run that embeds '{Mode}' documents, not '{run.Mode}'",
            _ => null,
        };
    }

    /// <summary>Whether anything was done.</summary>
    [JsonIgnore]
    public bool IsBegun => Indices.Any(index => index.Shards.Count > 0);

    /// <summary>This checkpoint with another state of one index.</summary>
    /// <param name="progress">The index's new state.</param>
    public BackfillCheckpoint With(IndexProgress progress) =>
        this with { Indices = [.. Indices.Where(index => index.Name != progress.Name), progress] };

    /// <summary>This checkpoint without an index.</summary>
    /// <param name="index">The index's name.</param>
    public BackfillCheckpoint Without(string index) => this with { Indices = [.. Indices.Where(known => known.Name != index)] };

    private string? ModelDifference(BackfillCheckpoint run)
    {
        var isOne = run.Indices.Select(index => index.Model).Distinct().Count() == 1;
        return Indices.Join(run.Indices, index => index.Name, index => index.Name, Difference).FirstOrDefault(difference => difference is not null);

        string? Difference(IndexProgress then, IndexProgress now) => then.Model == now.Model ? null
            : isOne ? $"it is of the model {then.Model}, not of {now.Model}"
            : $"it has '{now.Name}' with the model {then.Model}, not with {now.Model}";
    }
}
