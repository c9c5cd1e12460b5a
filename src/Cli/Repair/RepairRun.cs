using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Repair;

/// <summary>
/// Mends one index. Whatever goes wrong before the last step leaves the index as it was, and the same command goes on: all that has to be known stands in the
/// cluster. Where the index has a block of ours, there is a copy with a mark of ours.
/// <list type="number">
/// <item>Refuse what cannot be mended safely.</item>
/// <item>Create the copy, with the right mapping and a mark that says whose copy it is; or go on with one that has the mark.</item>
/// <item>Keep writes out of the index, and note in the mark how far it was written. A copy of an earlier state is deleted, and made anew.</item>
/// <item>Copy the documents.</item>
/// <item>Compare what there is.</item>
/// <item>Put the copy in the index's place, in one step.</item>
/// </list>
/// </summary>
/// <param name="calls">Calls with the operator's credentials.</param>
/// <param name="index">The index.</param>
/// <param name="target">What its mapping and embeddings have to be.</param>
internal sealed class RepairRun(IClusterCalls calls, RepairIndex index, RepairTarget target)
{
    private readonly RepairCopy _copy = new(calls, index, target);

    /// <summary>Runs the repair.</summary>
    /// <param name="misfit">What is wrong with the mapping.</param>
    /// <param name="dryRun">Whether to change nothing.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stop">Ends it; the index takes writes again then.</param>
    public async Task<RepairReport> RunAsync(EmbeddingMisfit? misfit, bool dryRun, TextWriter progress, CancellationToken stop)
    {
        // 1. Refuse what cannot be mended safely.
        var report = new RepairReport(index.Name, await CountAsync(index.Name, stop), misfit?.ToString()) { Cause = misfit?.Explanation };
        if (misfit is null)
        {
            await TidyAsync(dryRun);
            return report;
        }

        report = report with { Embedded = await EmbeddedAsync(stop) };
        await _copy.FindAsync(stop);
        Require(misfit);
        _copy.NeedsRoom = misfit.Cause == EmbeddingMisfitCause.Guessed;
        report = report with { Copy = _copy.Name };
        if (dryRun)
        {
            return report;
        }

        try
        {
            var copied = await CopyAsync(progress, stop);

            // 6. Put the copy in its place. Nothing breaks this off in the middle.
            await SwitchAsync();
            return report with
            {
                Repaired = true, Documents = copied.Documents, Kept = copied.Kept, Dropped = copied.Dropped, OldIndexKept = index.Asked != index.Name,
            };
        }
        catch (RepairFailedException e)
        {
            await BlockAsync(false, CancellationToken.None);
            return report with { Failure = e.Message };
        }
        catch (OperationCanceledException)
        {
            await BlockAsync(false, CancellationToken.None);
            throw;
        }
    }

    private void Require(EmbeddingMisfit misfit)
    {
        var reason = misfit.Cause == EmbeddingMisfitCause.Foreign ? $"in its mapping {misfit}. {misfit.Explanation} {misfit.Remedy(index.Name)}"
            : index.Loss is { } loss ? loss
            : index.IsBlocked && !_copy.IsOurs ? "it refuses writes (index.blocks). Remove the block first"
            : _copy is { IsThere: true, IsOurs: false } ? $"there is an index '{_copy.Name}' that is no copy of it. Delete or rename that first"
            : null;
        if (reason is not null)
        {
            throw new UnusableInputException($"'{index.Name}' cannot be repaired: {reason.TrimEnd('.')}.");
        }
    }

    private async Task<CopyCounts> CopyAsync(TextWriter progress, CancellationToken stop)
    {
        // 2. Create the copy, or go on with it.
        await _copy.EnsureAsync(stop);

        // 3. Keep writes out of the index, and note how far it was written.
        await BlockAsync(true, stop);
        var (shards, written) = await WrittenAsync(stop);
        if (!_copy.IsOf(written))
        {
            // Writes are let through meanwhile, so that an index that is blocked always has a copy.
            await BlockAsync(false, stop);
            await _copy.RemakeAsync(stop);
            await BlockAsync(true, stop);
            (shards, written) = await WrittenAsync(stop);
        }

        await _copy.MarkAsync(written, stop);

        // 4. Copy the documents.
        var counts = default(CopyCounts);
        var (seen, all) = (0L, await CountAsync(index.Name, stop));
        var documents = new DocumentCopy(RepairTarget.Repeating(calls), target.Scanner(calls), target.Fit, index.Name, _copy.Alias);
        foreach (var (shard, through) in shards)
        {
            var copied = await documents.RunAsync(shard, through, Say, stop);
            counts = new(counts.Documents + copied.Documents, counts.Kept + copied.Kept, counts.Dropped + copied.Dropped);
        }

        // 5. Compare what there is. Somebody may have taken the block away, and written.
        await BlockAsync(true, stop);
        if ((await WrittenAsync(stop)).Written != written)
        {
            throw new RepairFailedException("it was written to while it was copied. Try again.");
        }

        var (before, after) = (await CountAsync(index.Name, stop), await CountAsync(_copy.Name, stop));
        return before == after && before == counts.Documents
            ? counts
            : throw new RepairFailedException($"the copy has {after} documents of {before}. Delete '{_copy.Name}' and try again.");

        void Say(int more) => progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index.Name}: {seen += more:N0} of {all:N0} documents copied"));
    }

    private async Task SwitchAsync()
    {
        var (settings, meta) = index.LastBodies();
        Successful(await calls.SendAsync(new(HttpMethod.Put, $"/{Uri.EscapeDataString(_copy.Name)}/_settings", settings), CancellationToken.None));
        Successful(await calls.SendAsync(new(HttpMethod.Post, "/_aliases", index.SwitchBody(_copy.Name, _copy.Alias)), CancellationToken.None));

        // Nothing depends on the mark any more: left over, it says where the index came from.
        await calls.SendAsync(new(HttpMethod.Put, $"/{Uri.EscapeDataString(_copy.Name)}/_mapping", meta), CancellationToken.None);
    }

    // A repair that was killed behind its last step leaves its mark on the copy that took the index's place.
    private async Task TidyAsync(bool dryRun)
    {
        if (!dryRun && index.WithoutMark() is { } meta)
        {
            await calls.SendAsync(new(HttpMethod.Put, $"/{Uri.EscapeDataString(index.Name)}/_mapping", meta), CancellationToken.None);
        }
    }

    // What was written to every shard so far, deletes included: a number that grows with each change.
    private async Task<((int Shard, long Through)[] Shards, string Written)> WrittenAsync(CancellationToken stop)
    {
        using var json = JsonDocument.Parse(
            Successful(
                await calls.SendAsync(
                    new(HttpMethod.Get, $"/{Uri.EscapeDataString(index.Name)}/_stats?level=shards&filter_path=indices.*.shards"),
                    stop)).Body);
        var shards = json.RootElement.GetProperty("indices").GetProperty(index.Name).GetProperty("shards").EnumerateObject();
        (int Shard, long Through)[] written = [.. shards
            .Select(
                shard => (
                    int.Parse(shard.Name, CultureInfo.InvariantCulture),
                    shard.Value.EnumerateArray().Max(copy => copy.GetProperty("seq_no").GetProperty("max_seq_no").GetInt64())))
            .OrderBy(shard => shard.Item1)];
        return (written, string.Join(' ', written.Select(shard => $"{shard.Shard}:{shard.Through}")));
    }

    private async Task<long> CountAsync(string name, CancellationToken stop)
    {
        await calls.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(name)}/_refresh"), stop);
        return await CountAsync(name, default, stop) ?? throw new UnusableInputException($"The documents of '{name}' cannot be counted.");
    }

    private Task<long?> EmbeddedAsync(CancellationToken stop) =>
        CountAsync(index.Name, JsonSerializer.SerializeToUtf8Bytes(new { query = new { exists = new { field = target.Field.ModelPath } } }), stop);

    private async Task<long?> CountAsync(string name, byte[]? query, CancellationToken stop)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(name)}/_count", query), stop);
        if (!answer.IsSuccess)
        {
            return null;
        }

        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("count").GetInt64();
    }

    private async Task BlockAsync(bool block, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"index.blocks.write":{{(block ? "true" : "null")}}}""");
        var answer = await calls.SendAsync(new(HttpMethod.Put, $"/{Uri.EscapeDataString(index.Name)}/_settings", body), cancellationToken);
        if (block)
        {
            Successful(answer);
        }
    }

    private static ClusterAnswer Successful(ClusterAnswer answer) => answer.IsSuccess ? answer : throw new RepairFailedException(EngineError.Describe(answer));
}
