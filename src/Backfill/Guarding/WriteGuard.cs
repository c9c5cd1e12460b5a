using System.Text.Json;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Processes;
using TwinBert.Backfill.Settings;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Guarding;

/// <summary>
/// Keeps a run's writes in the very index that it read, and other runs of the same embedding object out of it: the run writes through an alias of its own
/// and requires it, so that its writes fail where the index was deleted or made anew. Runs of other embedding objects are left alone: what they write this
/// one finds, and the other way round, and none undoes what another did. Backing indices of data streams take no alias; there, and where the operator says
/// so, the index is compared before and after each write. Not for concurrent use.
/// </summary>
/// <param name="calls">The way to the cluster; may repeat calls.</param>
/// <param name="plan">The index.</param>
/// <param name="run">The run.</param>
/// <param name="options">How.</param>
/// <param name="time">Tells the time of signs of life.</param>
internal sealed class WriteGuard(IClusterCalls calls, IndexPlan plan, GuardedRun run, GuardOptions options, TimeProvider time)
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    private readonly string _alias = RunAlias.NameOf(run.Name, plan.Name, plan.Fields.Embedding);
    private readonly string? _over = run.Over is { } over ? RunAlias.NameOf(over, plan.Name, plan.Fields.Embedding) : null;
    private DateTimeOffset? _signed;

    /// <summary>Whether writes go through an alias.</summary>
    public bool UsesAlias { get; } = !options.WithoutAlias && !plan.IsBackingIndex;

    /// <summary>The name that writes go to.</summary>
    public string Target => UsesAlias ? _alias : plan.Name;

    /// <summary>The way for writes.</summary>
    /// <param name="direct">The way to the cluster without repetitions.</param>
    public IClusterCalls CallsFor(IClusterCalls direct) => UsesAlias ? direct : new ComparingCalls(direct, plan);

    /// <summary>Takes hold of the index. To be called again before the first write where a while has gone by.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that is not possible, in one line; null when it was done.</returns>
    public async ValueTask<string?> OpenAsync(CancellationToken cancellationToken)
    {
        if (!UsesAlias || (_signed is { } signed && time.GetUtcNow() - signed < options.RenewEvery))
        {
            return null;
        }

        if (await OtherRunAsync(removesDead: true, cancellationToken).ConfigureAwait(false) is { } other)
        {
            return other;
        }

        var answer = await SendAsync([RunAlias.Add(plan.Name, _alias, Sign())], cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return NoAlias(answer);
        }

        _signed = time.GetUtcNow();

        // The alias may have been put on an index that was made anew since the plan, and two runs may have met: both give way.
        var (uuid, failure) = await IndexIdentityReader.UuidAsync(calls, _alias, plan.Name, cancellationToken).ConfigureAwait(false);
        failure ??= uuid == plan.Uuid ? null : $"'{plan.Name}' is another index now.";
        failure ??= await OtherRunAsync(removesDead: false, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            await CloseAsync(calls).ConfigureAwait(false);
        }

        return failure;
    }

    /// <summary>Takes hold of the index again, when somebody has taken the alias away.</summary>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why that is not possible, in one line; null when it was done.</returns>
    public ValueTask<string?> ReopenAsync(CancellationToken cancellationToken)
    {
        _signed = null;
        return OpenAsync(cancellationToken);
    }

    /// <summary>Gives a sign of life where one is due. Never puts the alias back: where it is gone, the next write fails, as it should.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (UsesAlias && _signed is { } signed && now - signed >= options.RenewEvery)
        {
            _signed = now;
            await SendAsync([RunAlias.Remove(plan.Name, _alias), RunAlias.Add(plan.Name, _alias, Sign())], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of the index. Not cancelled with the run, whose end it is, and not waited for long: the next run removes what is left.</summary>
    /// <param name="direct">The way to the cluster without repetitions.</param>
    public async ValueTask CloseAsync(IClusterCalls direct)
    {
        if (_signed is null)
        {
            return;
        }

        _signed = null;
        using var patience = new CancellationTokenSource(ClosePatience);
        try
        {
            await direct.SendAsync(Call([RunAlias.Remove(plan.Name, _alias)]), patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The alias does no harm: it is hidden, and nobody else knows its name.
        }
    }

    /// <summary>Which other run makes the same embeddings.</summary>
    /// <param name="removesDead">Whether aliases that dead runs have left are removed.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>What to tell the user of it; null when there is none.</returns>
    private async ValueTask<string?> OtherRunAsync(bool removesDead, CancellationToken cancellationToken)
    {
        var target = $"/{Uri.EscapeDataString(plan.Name)}/_alias/{RunAlias.Prefix}*";
        var answer = await calls.SendAsync(new ClusterCall(HttpMethod.Get, target), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            // Engines differ in what they say where there is no such alias; and whether the index is there shows when one is made.
            return null;
        }

        using var json = JsonDocument.Parse(answer.Body);
        if (!json.RootElement.TryGetProperty(plan.Name, out var index) || !index.TryGetProperty("aliases", out var aliases))
        {
            return null;
        }

        foreach (var alias in aliases.EnumerateObject().Where(alias => alias.Name != _alias && RunAlias.FillTheSame(alias.Name, _alias)))
        {
            if (alias.Name != _over && RunAlias.Read(alias.Value) is { } sign && IsAlive(sign))
            {
                return $"Another backfill of '{plan.Name}' is running ({sign.Place}, last heard of at {sign.At:u}). Wait for its end. "
                    + $"If it was killed, start again after {sign.At + options.Lease:u}, or remove its alias '{alias.Name}' from the index.";
            }

            if (removesDead)
            {
                await SendAsync([RunAlias.Remove(plan.Name, alias.Name)], cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    // A process of this machine is found out at once; of others there are signs of life.
    private bool IsAlive(RunSign sign) => sign.At + options.Lease > time.GetUtcNow() && !(sign.Process is { } mark && LocalProcess.IsGone(mark));

    private string NoAlias(ClusterAnswer answer) => answer.Status is 401 or 403
        ? $"The account may not put an alias on '{plan.Name}', which keeps the run from ever writing into another index of that name: "
            + $"{EngineError.Describe(answer)} "
            + $"Give it the privileges 'manage' and 'write' on '{plan.Name}' and on '{RunAlias.Prefix}*', "
            + "or give --without-alias, which compares the index before and after each write instead."
        : $"An alias cannot be put on '{plan.Name}': {EngineError.Describe(answer)}";

    private string Sign() => new RunSign(time.GetUtcNow(), run.Place) { Process = run.IsAlone ? LocalProcess.Mark : null }.ToString();

    private ValueTask<ClusterAnswer> SendAsync(object[] actions, CancellationToken cancellationToken) => calls.SendAsync(Call(actions), cancellationToken);

    private static ClusterCall Call(object[] actions) => new(HttpMethod.Post, "/_aliases", JsonSerializer.SerializeToUtf8Bytes(new { actions }));
}
