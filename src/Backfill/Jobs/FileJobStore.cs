using System.Security.Cryptography;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Outcomes;
using TwinBert.Backfill.Planning;

namespace TwinBert.Backfill.Jobs;

/// <summary>Keeps the state in a file, for a run that has its indices to itself. Not for concurrent use.</summary>
public sealed class FileJobStore : JobStore
{
    private readonly CheckpointFile? _file;
    private readonly DeadLetterFile? _letters;
    private BackfillCheckpoint _checkpoint;

    /// <summary>Keeps the state of a run in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="letters">Where lost documents are listed.</param>
    /// <param name="begin">The state to go on from, or that of a new run.</param>
    public FileJobStore(CheckpointFile file, DeadLetterFile letters, BackfillCheckpoint begin)
    {
        ArgumentNullException.ThrowIfNull(begin);
        (_file, _letters) = (file, letters);
        _checkpoint = begin.Run.Length > 0 ? begin : begin with { Run = NewRun() };
    }

    private FileJobStore(BackfillCheckpoint begin) => _checkpoint = begin with { Run = NewRun() };

    /// <summary>Keeps nothing: for a run that changes nothing.</summary>
    /// <param name="begin">The state of a new run.</param>
    public static FileJobStore Nowhere(BackfillCheckpoint begin)
    {
        ArgumentNullException.ThrowIfNull(begin);
        return new(begin);
    }

    /// <summary>Letters and digits that no other run has.</summary>
    internal static string NewRun() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    // An index of the same name that was made anew, or whose text fields or model are chosen differently now, starts from the beginning.
    internal override ValueTask<(IndexJob? Job, string? Refusal)> OpenAsync(IndexPlan plan, CancellationToken cancellationToken)
    {
        // Whoever finds the run's aliases after a crash must know that they are its own.
        _file?.Save(_checkpoint);
        var fresh = plan.Beginning;
        var progress = _checkpoint.Indices.FirstOrDefault(index => index.IsOf(fresh)) ?? fresh;
        return ValueTask.FromResult<(IndexJob?, string?)>((new FileIndexJob(this, _checkpoint.Run, fresh, progress), null));
    }

    internal override ValueTask ForgetAsync(string index)
    {
        _checkpoint = _checkpoint.Without(index);
        _file?.Save(_checkpoint);
        return ValueTask.CompletedTask;
    }

    internal override void End() => _file?.Delete();

    internal void Keep(IndexProgress progress, IReadOnlyList<LostDocument> lost)
    {
        _letters?.Add(lost);
        _checkpoint = _checkpoint.With(progress);
        _file?.Save(_checkpoint);
    }
}
