using TwinBert.Training.Commands;

return await CommandRunner.RunAsync(CommandLine.CreateRoot(), args);
