using System.Runtime.CompilerServices;
using Xunit;

namespace TwinBert.Training.Tests.Torch;

/// <summary>
/// A test that computes with libtorch: skipped, with the reason and the remedy, where it cannot be loaded, and failed there when
/// <c>TWINBERT_REQUIRE_TORCH=1</c>.
/// </summary>
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Skip = TorchAvailability.Problem ?? "libtorch is here.";
        SkipType = typeof(TorchAvailability);
        SkipUnless = nameof(TorchAvailability.ShouldRun);
    }
}
