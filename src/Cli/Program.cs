using System.CommandLine;
using TwinBert.Cli.Hosting;

var root = new RootCommand("Neural reranking for existing Elasticsearch and OpenSearch applications, on plain CPUs.");
return await CommandRunner.RunAsync(root, args);
