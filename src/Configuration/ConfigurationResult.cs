namespace TwinBert.Configuration;

/// <summary>What reading a configuration gave: options, or every error at once.</summary>
/// <param name="Options">The options; <see langword="null"/> when there are errors.</param>
/// <param name="Errors">All errors; empty when there are options.</param>
public sealed record ConfigurationResult(TwinBertOptions? Options, IReadOnlyList<ConfigurationError> Errors);
