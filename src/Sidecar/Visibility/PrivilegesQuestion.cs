using TwinBert.Search.Cluster;
using TwinBert.Search.Dialects;

namespace TwinBert.Sidecar.Visibility;

/// <summary>A caller's question about himself, which every caller may ask.</summary>
internal static class PrivilegesQuestion
{
    private const int BadRequest = 400;

    /// <summary>The target of the question.</summary>
    public static string Target(EngineFamily family) => family == EngineFamily.OpenSearch ? "/_plugins/_security/authinfo" : "/_security/user/_privileges";

    /// <summary>Reads the answer.</summary>
    public static CallerPrivileges Read(EngineFamily family, ClusterAnswer answer) => answer switch
    {
        { Status: BadRequest } when answer.Body.Span.IndexOf("no handler found for uri"u8) >= 0 => CallerPrivileges.NoSecurity,
        { IsSuccess: true } when family == EngineFamily.Elasticsearch =>
            answer.Body.Span.IndexOf("\"field_security\""u8) < 0 ? CallerPrivileges.NothingHidden : CallerPrivileges.SomeHidden,
        { Status: (>= 200 and < 300) or BadRequest or 401 or 403 or 404 or 405 } => CallerPrivileges.Untold,
        _ => CallerPrivileges.NoAnswer,
    };
}

/// <summary>What an engine says about field-level security when a caller asks it about himself.</summary>
internal enum CallerPrivileges
{
    /// <summary>The cluster has no security.</summary>
    NoSecurity,

    /// <summary>No role of the caller's hides a field.</summary>
    NothingHidden,

    /// <summary>Some role of the caller's hides fields of some index.</summary>
    SomeHidden,

    /// <summary>The engine does not tell this caller: an API key with privileges of its own, or OpenSearch.</summary>
    Untold,

    /// <summary>The engine did not answer the question.</summary>
    NoAnswer,
}
