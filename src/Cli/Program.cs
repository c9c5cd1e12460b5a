using TwinBert.Cli;
using TwinBert.Cli.Hosting;

return await CommandRunner.RunAsync(CommandLine.CreateRoot(), args);
