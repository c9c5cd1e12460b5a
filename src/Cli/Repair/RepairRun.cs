using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;
using TwinBert.Terminal;

namespace TwinBert.Cli.Repair;

/// <summary>
/// Mends one index. Whatever goes wrong before the last step leaves the index as it was.
/// <list type="number">
/// <item>Refuse what cannot be mended safely.</item>
/// <item>Create the copy, with the right mapping and a mark that says whose copy it is; or go on with one that has the mark.</item>
/// <item>Keep writes out of the index.</item>
/// <item>Let the engine copy the documents, and wait.</item>
/// <item>Compare what there is.</item>
/// <item>Put the copy in the index's place, in one step.</item>
/// </list>
/// </summary>
/// <param name="calls">Calls with the operator's credentials.</param>
/// <param name="index">The index.</param>
/// <param name="field">The embedding object.</param>
/// <param name="embedding">How it has to be mapped: its member of <c>properties</c>.</param>
internal sealed class RepairRun(IClusterCalls calls, RepairIndex index, EmbeddingField field, string embedding)
{
    private const string Mark = "twinbert_repair";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);
    private readonly string _copy = index.Name + "-twinbert-repair";

    /// <summary>Runs the repair.</summary>
    /// <param name="misfit">What is wrong with the mapping.</param>
    /// <param name="dryRun">Whether to change nothing.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stop">Ends it; the index takes writes again then.</param>
    public async Task<RepairReport> RunAsync(EmbeddingMisfit? misfit, bool dryRun, TextWriter progress, CancellationToken stop)
    {
        // 1. Refuse what cannot be mended safely.
        var report = new RepairReport(index.Name, await CountAsync(index.Name, stop), misfit?.ToString());
        if (misfit is null)
        {
            return report;
        }

        var copied = await FindCopyAsync(stop);
        Require(misfit, copied);
        report = report with { Copy = _copy };
        if (dryRun)
        {
            return report;
        }

        try
        {
            await CopyAsync(copied, progress, stop);
            return report with { Repaired = true, Documents = await CountAsync(_copy, stop), OldIndexKept = index.Asked != index.Name };
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

    private void Require(EmbeddingMisfit misfit, string? copied)
    {
        var reason = misfit.Cause != EmbeddingMisfitCause.Guessed ? $"in its mapping {misfit}. {misfit.Explanation} {misfit.Remedy(index.Name)}"
            : index.Loss is { } loss ? loss
            : index.IsBlocked && copied is null ? "it refuses writes (index.blocks). Remove the block first"
            : copied == "" ? $"there is an index '{_copy}' that is no copy of it. Delete or rename that first"
            : null;
        if (reason is not null)
        {
            throw new UnusableInputException($"'{index.Name}' cannot be repaired: {reason.TrimEnd('.')}.");
        }
    }

    // The mark: the index's identifier and how far it was written. Null: no copy; empty: somebody else's index.
    private async Task<string?> FindCopyAsync(CancellationToken stop)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Get, $"/{_copy}/_mapping"), stop);
        if (answer.Status == 404)
        {
            return null;
        }

        if (!answer.IsSuccess)
        {
            throw new UnusableInputException($"Whether there is a copy '{_copy}' cannot be found out: {EngineError.Describe(answer)}");
        }

        using var json = JsonDocument.Parse(answer.Body);
        var mark = json.RootElement.TryGetProperty(_copy, out var entry)
            && entry.GetProperty("mappings").TryGetProperty("_meta", out var meta)
            && meta.TryGetProperty(Mark, out var value)
            ? value.ToString()
            : "";
        return mark.StartsWith(index.Uuid + " ", StringComparison.Ordinal) ? mark : "";
    }

    private async Task CopyAsync(string? copied, TextWriter progress, CancellationToken stop)
    {
        // 3. Keep writes out of the index. Done first, so that the mark is of an index that does not change any more.
        await BlockAsync(true, stop);
        var mark = index.Uuid + " " + await WrittenAsync(stop);

        // 2. Create the copy, or go on with it.
        if (copied is not null && copied != mark)
        {
            Successful(await calls.SendAsync(new(HttpMethod.Delete, "/" + _copy), stop));
            copied = null;
        }

        if (copied is null)
        {
            Successful(await calls.SendAsync(new(HttpMethod.Put, "/" + _copy, index.CopyBody(embedding, (Mark, mark))), stop));
        }

        // 4. Let the engine copy the documents, and wait.
        await ReindexAsync(progress, stop);

        // 5. Compare what there is.
        var (before, after) = (await CountAsync(index.Name, stop), await CountAsync(_copy, stop));
        if (before != after)
        {
            throw new RepairFailedException($"the copy has {after} documents of {before}. Delete '{_copy}' and try again.");
        }

        // 6. Put the copy in its place.
        var (settings, meta) = index.LastBodies();
        Successful(await calls.SendAsync(new(HttpMethod.Put, $"/{_copy}/_settings", settings), stop));
        Successful(await calls.SendAsync(new(HttpMethod.Post, "/_aliases", index.SwitchBody(_copy)), stop));

        // Nothing depends on the mark any more: left over, it says where the index came from.
        await calls.SendAsync(new(HttpMethod.Put, $"/{_copy}/_mapping", meta), CancellationToken.None);
    }

    private async Task ReindexAsync(TextWriter progress, CancellationToken stop)
    {
        // The versions of the documents are kept, so that a run that goes on copies only what is missing.
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { conflicts = "proceed", source = new { index = index.Name }, dest = new { index = _copy, version_type = "external", pipeline = "_none" } },
            JsonSerializerOptions.Default);
        using var started = JsonDocument.Parse(
            Successful(await calls.SendAsync(new(HttpMethod.Post, "/_reindex?wait_for_completion=false&refresh=true", body), stop)).Body);
        var task = started.RootElement.GetProperty("task").GetString()!;
        try
        {
            while (!await IsOverAsync(task, progress, stop))
            {
                await Task.Delay(Pause, stop);
            }
        }
        catch (OperationCanceledException)
        {
            await calls.SendAsync(new(HttpMethod.Post, $"/_tasks/{task}/_cancel"), CancellationToken.None);
            throw;
        }
    }

    private async Task<bool> IsOverAsync(string task, TextWriter progress, CancellationToken stop)
    {
        using var json = JsonDocument.Parse(Successful(await calls.SendAsync(new(HttpMethod.Get, "/_tasks/" + task), stop)).Body);
        var status = json.RootElement.GetProperty("task").GetProperty("status");
        var done = status.GetProperty("created").GetInt64() + status.GetProperty("updated").GetInt64() + status.GetProperty("version_conflicts").GetInt64();
        await progress.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{index.Name}: {done:N0} of {status.GetProperty("total").GetInt64():N0} documents copied"));
        if (!json.RootElement.GetProperty("completed").GetBoolean())
        {
            return false;
        }

        if (json.RootElement.TryGetProperty("error", out var error))
        {
            throw new RepairFailedException($"the engine stopped copying: {EngineError.Describe(error)}");
        }

        var failures = json.RootElement.GetProperty("response").GetProperty("failures");
        return failures.GetArrayLength() == 0
            ? true
            : throw new RepairFailedException(
                $"the engine refused {failures.GetArrayLength()} documents or more in the copy, the first because of "
                    + $"{EngineError.Describe(failures[0].GetProperty("cause"))}. Their '{field.Name}' is not of this model: choose another EmbeddingField "
                    + "for this index.");
    }

    // What was written to every shard so far, deletes included: a number that grows with each change.
    private async Task<string> WrittenAsync(CancellationToken stop)
    {
        using var json = JsonDocument.Parse(
            Successful(
                await calls.SendAsync(
                    new(HttpMethod.Get, $"/{Uri.EscapeDataString(index.Name)}/_stats?level=shards&filter_path=indices.*.shards"),
                    stop)).Body);
        var shards = json.RootElement.GetProperty("indices").GetProperty(index.Name).GetProperty("shards").EnumerateObject();
        return string.Join(
            ' ',
            shards.OrderBy(shard => shard.Name, StringComparer.Ordinal).Select(
                shard => $"{shard.Name}:{shard.Value.EnumerateArray().Max(copy => copy.GetProperty("seq_no").GetProperty("max_seq_no").GetInt64())}"));
    }

    private async Task<long> CountAsync(string name, CancellationToken stop)
    {
        await calls.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(name)}/_refresh"), stop);
        var answer = await calls.SendAsync(new(HttpMethod.Get, $"/{Uri.EscapeDataString(name)}/_count"), stop);
        if (!answer.IsSuccess)
        {
            throw new UnusableInputException($"The documents of '{name}' cannot be counted: {EngineError.Describe(answer)}");
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
