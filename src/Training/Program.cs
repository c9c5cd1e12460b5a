using System.CommandLine;

var root = new RootCommand("Trains TwinBert models: a cross-encoder teacher, twin encoders distilled from it, and packages of them.");
return await root.Parse(args).InvokeAsync();
