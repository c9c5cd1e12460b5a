using System.Globalization;
using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Remove;

/// <summary>
/// Has the engine take the embedding object out of the documents of an index (<c>_update_by_query</c>): each is found by what it still has, so that a run that
/// broke off goes on with the rest, and a document that is written meanwhile is left to the next pass.
/// </summary>
/// <param name="calls">The cluster.</param>
/// <param name="index">The index expression.</param>
/// <param name="embedding">The embedding object.</param>
internal sealed class EmbeddingRemoval(IClusterCalls calls, string index, string embedding)
{
    private const int PerBatch = 500;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>The index expression.</summary>
    public string Index => index;

    /// <summary>The embedding object.</summary>
    public string Field => embedding;

    /// <summary>How many documents have one; throws where the engine does not say.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        // What was changed a moment ago is to be seen.
        await calls.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_refresh"), cancellationToken);
        using var answer = await AskAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_count", Json(new { query = HasOne() })), cancellationToken);
        return answer.RootElement.GetProperty("count").GetInt64();
    }

    /// <summary>Goes through all that have one, once.</summary>
    /// <param name="rate">The most documents a second; <see langword="null"/> for no limit.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Ends it, in the engine too.</param>
    /// <returns>What went wrong; <see langword="null"/> for nothing.</returns>
    public async Task<string?> PassAsync(int? rate, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var limit = rate is { } most ? string.Create(CultureInfo.InvariantCulture, $"&requests_per_second={most}") : "";
        var script = new { lang = "painless", source = "ctx._source.remove(params.field)", @params = new { field = embedding } };
        var target = $"/{Uri.EscapeDataString(index)}/_update_by_query?conflicts=proceed&wait_for_completion=false&pipeline=_none"
            + $"&scroll_size={PerBatch}{limit}";
        using var started = await AskAsync(new(HttpMethod.Post, target, Json(new { query = HasOne(), script })), cancellationToken);
        var task = "/_tasks/" + started.RootElement.GetProperty("task").GetString();
        try
        {
            while (true)
            {
                await Task.Delay(Between, TimeProvider.System, cancellationToken);
                using var state = await AskAsync(new(HttpMethod.Get, task), cancellationToken);
                var status = state.RootElement.GetProperty("task").GetProperty("status");
                progress(status.GetProperty("updated").GetInt64(), status.GetProperty("total").GetInt64());
                if (state.RootElement.GetProperty("completed").GetBoolean())
                {
                    return Failure(state.RootElement);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await calls.SendAsync(new(HttpMethod.Post, task + "/_cancel"), CancellationToken.None);
            throw;
        }
    }

    private static string? Failure(JsonElement state)
    {
        if (state.TryGetProperty("error", out var error))
        {
            return EngineError.Describe(error) + ".";
        }

        return state.GetProperty("response").GetProperty("failures").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
            ? (first.TryGetProperty("cause", out var cause) ? EngineError.Describe(cause) : first.GetRawText()) + "."
            : null;
    }

    private object HasOne() => new
    {
        @bool = new
        {
            should = new object[] { new { exists = new { field = embedding + ".model" } }, new { exists = new { field = embedding + ".embedding" } } },
        },
    };

    private async Task<JsonDocument> AskAsync(ClusterCall call, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(call, cancellationToken);
        return answer.IsSuccess
            ? JsonDocument.Parse(answer.Body)
            : throw new UnusableInputException($"'{index}': {EngineError.Describe(answer)}. Check the name, and that Upstream's credentials may write there.");
    }

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Default);
}
