using TwinBert.Configuration;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Hosting;

/// <summary>The settings that a running sidecar cannot change: where it listens, how it writes its log, and what waits to be repaired.</summary>
internal static class RestartOnly
{
    /// <summary>Those of them that differ.</summary>
    /// <param name="served">The configuration that is served.</param>
    /// <param name="wanted">The one that is to be.</param>
    public static IReadOnlyList<string> Changed(TwinBertOptions served, TwinBertOptions wanted) =>
        [.. Values(served).Zip(Values(wanted)).Where(pair => !pair.First.Equals(pair.Second)).Select(pair => pair.First.Name)];

    private static IEnumerable<(string Name, object? Value)> Values(TwinBertOptions options) =>
    [
        (nameof(options.Listen), options.Listen),
        (nameof(options.ListenHttp2), options.ListenHttp2),
        ("Admin:Listen", options.Admin.Listen),
        (nameof(options.Upkeep), options.Upkeep),
        ("Logs:Format", options.Logs.Format),
        ("Whether there are credentials under Upstream, on which Upkeep depends,", new UpkeepPermit(options.Upkeep, options.Upstream).Refusal is null),
    ];
}
