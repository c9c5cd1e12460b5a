using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using TwinBert.Benchmarks;

if (args is ["turns", .. var names])
{
    var types = typeof(Program).Assembly.GetTypes();
    Array.ForEach(names, name => Turns.Run(types.Single(type => type.Name == name)));
    return;
}

// In this process: the generated projects of the default would not find this repository's central package versions.
var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(Job.ShortRun.WithToolchain(new InProcessNoEmitToolchain(logOutput: false)));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
