using TwinBert.Cli;

return await CommandLine.RunAsync(args);
