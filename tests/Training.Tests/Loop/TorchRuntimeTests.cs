using TwinBert.Training.Loop;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Loop;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Describe_OldCompilerRuntime_NamesTheVersionAndTheRemedy()
    {
        var problem = TorchRuntime.Describe("""
            Unable to load shared library 'LibTorchSharp' or one of its dependencies.
            /usr/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libtorch_cpu.so)
            LibTorchSharp.so: cannot open shared object file: No such file or directory
            """);

        Assert.Contains("libstdc++ is too old: /usr/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found", problem, StringComparison.Ordinal);
        Assert.Contains("Install libstdc++ 13.2 or newer", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void Describe_OtherReason_IsQuoted() =>
        Assert.StartsWith("libtorch cannot be loaded: Unable to load it. ", TorchRuntime.Describe("Unable to load it.\nmore"), StringComparison.Ordinal);

    [TorchFact]
    public void Problem_LibraryThatLoads_IsNone() => Assert.Null(TorchRuntime.Problem());
}
