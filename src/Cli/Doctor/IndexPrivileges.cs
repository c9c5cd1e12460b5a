using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;

namespace TwinBert.Cli.Doctor;

/// <summary>
/// What credentials may do with indices: Elasticsearch tells whoever asks about himself. OpenSearch does not, so that what would change nothing is tried there.
/// </summary>
internal static class IndexPrivileges
{
    private const string Target = "/_security/user/_has_privileges";

    /// <summary>Asks Elasticsearch.</summary>
    /// <param name="calls">Calls with the credentials.</param>
    /// <param name="wanted">Lists of <c>names</c> with <c>privileges</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What is missing, none where there is no security; <see langword="null"/> with the answer where it is not known.</returns>
    public static async Task<(IReadOnlyList<(string Privilege, string Index)>? Missing, bool IsSecured, ClusterAnswer Answer)> AskAsync(
        IClusterCalls calls, object[] wanted, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { cluster = Array.Empty<string>(), index = wanted }, JsonSerializerOptions.Default);
        var answer = await calls.SendAsync(new(HttpMethod.Post, Target, body), cancellationToken);
        if (!answer.IsSuccess)
        {
            return (IsOpen(answer) ? [] : null, !IsOpen(answer), answer);
        }

        using var json = JsonDocument.Parse(answer.Body);
        return (
            [
                .. from index in json.RootElement.GetProperty("index").EnumerateObject()
                   from privilege in index.Value.EnumerateObject()
                   where privilege.Value.ValueKind == JsonValueKind.False
                   select (privilege.Name, index.Name),
            ],
            true,
            answer);
    }

    /// <summary>Finds out which privileges on one index are missing.</summary>
    /// <param name="calls">Calls with the credentials.</param>
    /// <param name="family">The engine's family.</param>
    /// <param name="index">The index, which need not be there.</param>
    /// <param name="privileges">The privileges, by Elasticsearch's names.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Their names, as far as they are known to be missing; <see langword="null"/> with the reason where it is not known.</returns>
    public static async Task<(IReadOnlyList<string>? Missing, string Unknown)> MissingAsync(
        IClusterCalls calls, EngineFamily family, string index, IReadOnlyList<string> privileges, CancellationToken cancellationToken)
    {
        if (family == EngineFamily.OpenSearch)
        {
            return await TryAsync(calls, index, cancellationToken);
        }

        var (missing, _, answer) = await AskAsync(calls, [new { names = new[] { index }, privileges }], cancellationToken);
        return missing is null
            ? (null, EngineError.Describe(answer))
            : ([.. privileges.Where(privilege => missing.Any(one => one.Privilege == privilege))], "");
    }

    // Without security there is nobody to answer.
    private static bool IsOpen(ClusterAnswer answer) => answer.Status is 400 or 404 or 405 or 500;

    // An update of a document that is not there writes nothing. It would make an index that is not there, which nobody has asked for.
    private static async Task<(IReadOnlyList<string>? Missing, string Unknown)> TryAsync(
        IClusterCalls calls, string index, CancellationToken cancellationToken)
    {
        var account = await calls.SendAsync(new(HttpMethod.Get, "/_plugins/_security/authinfo"), cancellationToken);
        if (IsOpen(account))
        {
            return ([], "");
        }

        var read = await calls.SendAsync(new(HttpMethod.Post, $"/{index}/_search?size=0"), cancellationToken);
        if (read.Status == 403)
        {
            return (["read"], "");
        }

        if (read.Status == 404)
        {
            return (null, "it is not there yet, and OpenSearch does not tell what an account may do.");
        }

        var write = await calls.SendAsync(new(HttpMethod.Post, $"/{index}/_update/none", """{"doc":{}}"""u8.ToArray()), cancellationToken);
        return (read.IsSuccess, write.Status) switch
        {
            (true, 403) => (["write"], ""),
            (true, 404) => ([], ""),
            (true, _) => (null, EngineError.Describe(write)),
            _ => (null, EngineError.Describe(read)),
        };
    }
}
