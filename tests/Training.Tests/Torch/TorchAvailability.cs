using TwinBert.Training.Loop;

namespace TwinBert.Training.Tests.Torch;

/// <summary>Whether tests that compute with libtorch can run here.</summary>
public static class TorchAvailability
{
    private const string Variable = "TWINBERT_REQUIRE_TORCH";

    /// <summary>Why libtorch cannot be loaded; null where it can.</summary>
    internal static string? Problem { get; } = TorchRuntime.Problem();

    /// <summary>Whether to run them: where libtorch is required, a test fails on its absence instead of being skipped.</summary>
    public static bool ShouldRun => Problem is null || Environment.GetEnvironmentVariable(Variable) == "1";
}
