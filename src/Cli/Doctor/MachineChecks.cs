using System.Globalization;
using TwinBert.Cli.Checks;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Doctor;

/// <summary>What this machine gives, and the model packages that are on it.</summary>
internal static class MachineChecks
{
    private const long LittleMemory = 512L << 20;

    public static IEnumerable<CheckResult> Run(TwinBertOptions configuration, ModelPackages packages)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        yield return new(
            "machine",
            memory < LittleMemory ? CheckStatus.Warning : CheckStatus.Fine,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The process may use {Environment.ProcessorCount} processors, of the container's quota where there is one, and {memory >> 20} MiB of memory; ")
                + $"{configuration.Limits.MaxPendingEncodings} queries may wait for the encoder."
                + (memory < LittleMemory ? " That is little memory: give it 512 MiB or more." : ""));
        var tried = new HashSet<ModelPackage>();
        foreach (var (entry, index) in configuration.Indices.Select(entry => (entry.Key, entry.Value)).DefaultIfEmpty(("", new IndexOptions())))
        {
            var own = Model(entry, index, packages, tried);
            yield return own;
            if (own.Status == CheckStatus.Fine && NextModelCheck.Of(entry, index, packages) is { } next)
            {
                yield return next;
            }
        }
    }

    private static CheckResult Model(string entry, IndexOptions index, ModelPackages packages, HashSet<ModelPackage> tried)
    {
        var of = entry.Length == 0 ? "" : $" of '{entry}'";
        ModelPackage package;
        try
        {
            package = packages.Of(index);
            if (!tried.Contains(package))
            {
                // A file that is damaged shows where it is loaded.
                LoadedModel.Load(package, new OnnxModelOptions()).Dispose();
                tried.Add(package);
            }
        }
        catch (UnusableInputException e)
        {
            return new("model", CheckStatus.Error, e.Message);
        }

        return index.Crossing is { } crossing && !package.Crossings.ContainsKey(crossing)
            ? new(
                "model",
                CheckStatus.Error,
                $"The package{of} has no crossing layer '{crossing}', but {string.Join(", ", package.Crossings.Keys)}. Correct Indices:{entry}:Crossing.")
            : new(
                "model",
                CheckStatus.Fine,
                $"The package{of}, {package.Manifest.Name}, is whole: fingerprint {package.Fingerprint.Value}, {package.Dimensions} dimensions.");
    }
}
