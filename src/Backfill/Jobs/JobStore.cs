using TwinBert.Backfill.Planning;

namespace TwinBert.Backfill.Jobs;

/// <summary>Keeps how far the work on indices is, so that a run that ends at any moment can be gone on with. Not for concurrent use.</summary>
public abstract class JobStore
{
    private protected JobStore()
    {
    }

    /// <summary>Takes up the work on an index, or begins it.</summary>
    /// <param name="plan">The index.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The work; or why it cannot be done, in one line.</returns>
    internal abstract ValueTask<(IndexJob? Job, string? Refusal)> OpenAsync(IndexPlan plan, CancellationToken cancellationToken);

    /// <summary>Forgets the work on an index that is no longer there.</summary>
    /// <param name="index">The index's name.</param>
    internal abstract ValueTask ForgetAsync(string index);

    /// <summary>All work is done: nothing is left to go on with.</summary>
    internal abstract void End();
}
