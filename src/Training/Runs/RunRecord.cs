using System.Runtime.InteropServices;
using TwinBert.Training.Modules;

namespace TwinBert.Training.Runs;

/// <summary>What a run is: its <c>config.json</c>.</summary>
internal sealed record RunRecord
{
    /// <summary>The command that began it.</summary>
    public required string Command { get; init; }

    /// <summary>All options that decide the result.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Hashes of what it reads, by name; <see langword="null"/> until it was read.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>The shape of the twin encoder, where the run trains one.</summary>
    public TwinShape? Model { get; init; }

    /// <summary>The shape of the teacher's trunk, where the run trains one.</summary>
    public TrunkShape? Teacher { get; init; }

    /// <summary>The most tokens that what it trains has seen.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>The number of updates; <see langword="null"/> until it is decided.</summary>
    public int? Steps { get; init; }

    /// <summary>What matrices are multiplied in, <c>fp32</c> or <c>bf16</c>; <see langword="null"/> until it is decided.</summary>
    public string? Precision { get; init; }

    /// <summary>Where it began.</summary>
    public required RunMachine Machine { get; init; }

    /// <summary>The program's version and commit.</summary>
    public required string Version { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>What differs from another record in what a run must keep: a phrase each.</summary>
    public IReadOnlyList<string> Differences(RunRecord now)
    {
        var differences = new List<string>();
        if (Command != now.Command)
        {
            differences.Add($"it was begun by {Command}");
        }

        foreach (var name in Options.Keys.Union(now.Options.Keys).Order(StringComparer.Ordinal))
        {
            var (then, today) = (Options.GetValueOrDefault(name), now.Options.GetValueOrDefault(name));
            if (then != today)
            {
                differences.Add($"{name} was {Quote(then)} and is {Quote(today)}");
            }
        }

        differences.AddRange((Data ?? new Dictionary<string, string>()).Where(
            entry => now.Data is not null && now.Data.GetValueOrDefault(entry.Key) != entry.Value)
            .Select(entry => $"the content of the {entry.Key} has changed"));
        return differences;
    }

    private static string Quote(string? value) => string.IsNullOrEmpty(value) ? "not given" : $"'{value}'";
}

/// <summary>The most tokens of texts, special ones included.</summary>
/// <param name="Query">Of a query.</param>
/// <param name="Document">Of a document; of a pair, where a teacher reads both together.</param>
internal sealed record RunLimits(int Query, int Document);

/// <summary>The machine that a run was begun on.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Architecture">The processor's architecture.</param>
/// <param name="Processors">The processors that the process may use.</param>
/// <param name="Threads">The threads that compute.</param>
internal sealed record RunMachine(string System, string Architecture, int Processors, int Threads)
{
    /// <summary>This one.</summary>
    public static RunMachine Current(int threads) =>
        new(RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount, threads);
}
