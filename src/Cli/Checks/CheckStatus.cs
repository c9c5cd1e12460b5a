namespace TwinBert.Cli.Checks;

/// <summary>How a part of a set-up is, from the best to the worst.</summary>
internal enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Not known: it could not be asked, or may not be.</summary>
    Unknown,

    /// <summary>It serves, and not as it was probably meant.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Error,
}
