using System.Globalization;

namespace TwinBert.Backfill.Planning;

/// <summary>A sign of life of a run, as its alias holds it.</summary>
/// <param name="At">When it was given.</param>
/// <param name="Place">Where the run is, for people.</param>
internal sealed record RunSign(DateTimeOffset At, string Place)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const char Separator = '|';

    /// <summary>
    /// The mark of the process without which nobody writes through the alias, as its machine tells it from all others; <see langword="null"/> where there may
    /// be several processes.
    /// </summary>
    public string? Process { get; init; }

    /// <summary>Reads one; <see langword="null"/> where it cannot be read.</summary>
    /// <param name="text">As it was written.</param>
    public static RunSign? Parse(string text)
    {
        var parts = text.Split(' ', 2);
        if (!DateTimeOffset.TryParseExact(parts[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return null;
        }

        var rest = parts.Length > 1 ? parts[1].Split(Separator, 2) : ["an unknown place"];
        return new(at, rest[0]) { Process = rest.Length > 1 ? rest[1] : null };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)} {Place}{(Process is null ? "" : Separator + Process)}";
}
