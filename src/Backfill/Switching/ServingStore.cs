using System.Globalization;
using System.Net;
using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Backfill.Switching;

/// <summary>
/// Keeps in the cluster which of two models searches are ranked by: one document, which every sidecar reads, so that all of them change over within a moment,
/// and one that starts later knows it too (docs/adr/0018-two-models-at-once.md). Thread-safe.
/// </summary>
/// <param name="calls">The way to the cluster, with the operator's credentials.</param>
public sealed class ServingStore(IClusterCalls calls)
{
    /// <summary>The index that has the document.</summary>
    public const string Index = ".twinbert-serving";

    private const string Document = $"/{Index}/_doc/serving";
    private const int Tries = 5;

    // Hidden: no pattern of an application finds it. Nothing in it is searched.
    private static readonly byte[] Creation = """
        {"settings":{"index.hidden":true,"index.number_of_shards":1,"index.auto_expand_replicas":"0-1"},"mappings":{"dynamic":false}}
        """u8.ToArray();

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads the decisions, as they are at this moment.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The decisions; or why they are not known, in one line.</returns>
    public async ValueTask<(ServingState? State, string? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Get, Document), cancellationToken).ConfigureAwait(false);
        if (answer.Status == (int)HttpStatusCode.NotFound)
        {
            return (ServingState.None, null);
        }

        if (!answer.IsSuccess)
        {
            return (null, EngineError.Describe(answer));
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            var content = root.GetProperty("_source").Deserialize<Content>(Json);
            return content?.Entries is { } entries
                ? (new(entries, root.GetProperty("_seq_no").GetInt64(), root.GetProperty("_primary_term").GetInt64()), null)
                : (null, $"The document in {Index} is not of this version of TwinBert.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return (null, $"The document in {Index} is not of this version of TwinBert: {e.Message}");
        }
    }

    /// <summary>Changes the decision on one entry, whoever changes those on others at the same time.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="change">
    /// The new decision, of the one that there is: <see langword="null"/> to have none. The same one leaves everything as it is. Called again where somebody
    /// else was faster.
    /// </param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Why it was not changed, in one line; <see langword="null"/> where it is as it was wanted.</returns>
    public async ValueTask<string?> ChangeAsync(string entry, Func<ServingDecision?, ServingDecision?> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var answer = new ClusterAnswer(0, default);
        for (var i = 0; i < Tries; i++)
        {
            var (state, failure) = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (state is null)
            {
                return failure;
            }

            var before = state.Entries.GetValueOrDefault(entry);
            var after = change(before);
            if (after == before)
            {
                return null;
            }

            answer = await WriteAsync(entry, after, state, cancellationToken).ConfigureAwait(false);
            if (answer.Status != (int)HttpStatusCode.Conflict)
            {
                break;
            }
        }

        return answer.IsSuccess ? null : EngineError.Describe(answer);
    }

    private async ValueTask<ClusterAnswer> WriteAsync(string entry, ServingDecision? decision, ServingState state, CancellationToken cancellationToken)
    {
        var entries = state.Entries.Where(other => other.Key != entry).ToDictionary();
        if (decision is not null)
        {
            entries[entry] = decision;
        }

        if (state.SequenceNumber is null)
        {
            // Where it is there already, the engine says so, and nothing is changed.
            await calls.SendAsync(new(HttpMethod.Put, "/" + Index, Creation), cancellationToken).ConfigureAwait(false);
        }

        var condition = state.SequenceNumber is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"?if_seq_no={number}&if_primary_term={state.PrimaryTerm}")
            : "?op_type=create";
        var body = JsonSerializer.SerializeToUtf8Bytes(new Content(entries), Json);
        return await calls.SendAsync(new(HttpMethod.Put, Document + condition, body), cancellationToken).ConfigureAwait(false);
    }

    private sealed record Content(Dictionary<string, ServingDecision> Entries);
}
