namespace TwinBert.Configuration;

/// <summary>What a serving sidecar writes to standard error, and how.</summary>
public sealed record LogOptions
{
    /// <summary>The least that is said: <c>trace</c>, <c>debug</c>, <c>information</c>, <c>warning</c>, <c>error</c>, <c>critical</c> or <c>none</c>.</summary>
    /// <value><c>information</c></value>
    public string Level { get; init; } = "information";

    /// <summary><c>text</c>, one line for each message, or <c>json</c>, one object on a line for each.</summary>
    /// <value><c>text</c></value>
    public string Format { get; init; } = "text";

    /// <summary>
    /// From how long on a search is logged, from its arrival to its last byte, with what of it took how long. More than 0, at most an hour.
    /// </summary>
    /// <value><see langword="null"/>: none is</value>
    public TimeSpan? SlowSearch { get; init; }
}
