namespace TwinBert.Configuration;

/// <summary>One thing wrong with the configuration.</summary>
/// <param name="Path">Where: <c>Indices:products*:Window</c>.</param>
/// <param name="Message">What is wrong, and what to do about it.</param>
public sealed record ConfigurationError(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
