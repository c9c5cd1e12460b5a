using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Documents;

/// <summary>When searches see a write.</summary>
internal enum RefreshPolicy
{
    /// <summary>Once the refresh interval has passed.</summary>
    None,

    /// <summary>At once; the answer says that it was forced.</summary>
    Immediate,

    /// <summary>Before the answer. The node refreshes rather than waits.</summary>
    Wait,
}

/// <summary>Reads the parameter <c>refresh</c>.</summary>
internal static class RefreshPolicyReader
{
    public static RefreshPolicy Read(string? text) => text switch
    {
        null or "false" => RefreshPolicy.None,
        "" or "true" => RefreshPolicy.Immediate,
        "wait_for" => RefreshPolicy.Wait,
        _ => throw EngineErrors.IllegalArgument($"Unknown value for refresh: [{text}]."),
    };
}
