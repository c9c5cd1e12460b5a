using TwinBert.Training.Commands;

return await CommandLine.RunAsync(args);
