using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TwinBert.Backfill.Planning;

/// <summary>
/// The alias that a run puts on an index and writes through. It goes with the index: whatever is made anew under the index's name does not have it. It
/// also says
/// who runs, and since when nobody has heard of them: its search routing, which nothing else uses, holds a time and a place.
/// </summary>
internal static class RunAlias
{
    /// <summary>What the names of all such aliases begin with.</summary>
    public const string Prefix = "twinbert-run-";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>
    /// The alias of one index in one run. It has nothing of the index's name in it, so that no role whose pattern covers one covers the other by accident.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="index">The index.</param>
    public static string NameOf(string run, string index) =>
        $"{Prefix}{run}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(index)))[..8]}";

    /// <summary>Whether an alias is one of a run.</summary>
    /// <param name="alias">The alias's name.</param>
    public static bool IsOne(string alias) => alias.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The action that puts the alias on an index. Hidden: no pattern of an application finds it.</summary>
    public static object Add(string index, string alias, string sign) => new { add = new { index, alias, is_hidden = true, search_routing = sign } };

    /// <summary>The action that takes it away, and fails the whole request where it is not there.</summary>
    public static object Remove(string index, string alias) => new { remove = new { index, alias, must_exist = true } };

    /// <summary>A sign of life.</summary>
    public static string Sign(DateTimeOffset now, string place) => $"{now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)} {place}";

    /// <summary>The last sign of life in an alias; null when it has none that can be read.</summary>
    /// <param name="alias">What the engine says of the alias.</param>
    public static (DateTimeOffset At, string Place)? Read(JsonElement alias)
    {
        if (alias.ValueKind != JsonValueKind.Object || !alias.TryGetProperty("search_routing", out var value) || value.GetString() is not { } sign)
        {
            return null;
        }

        var parts = sign.Split(' ', 2);
        return DateTimeOffset.TryParseExact(parts[0], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at, parts.Length > 1 ? parts[1] : "an unknown place")
            : null;
    }
}
