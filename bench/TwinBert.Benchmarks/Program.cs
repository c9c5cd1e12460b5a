using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

// In this process: the generated projects of the default would not find this repository's central package versions.
var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(Job.ShortRun.WithToolchain(new InProcessNoEmitToolchain(logOutput: false)));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
