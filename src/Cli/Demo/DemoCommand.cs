using System.CommandLine;
using TwinBert.Terminal;

namespace TwinBert.Cli.Demo;

/// <summary><c>twinbert demo</c>: a shop, its search engine and the sidecar in this process, compared on the shop's own queries.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "End after the comparison instead of serving on." };
        var json = new Option<bool>("--json") { Description = "Print the comparison as one JSON document." };
        var listen = new Option<string?>("--listen") { Description = "Where the sidecar listens.", HelpName = "URL" };
        var query = new Option<string?>("--query") { Description = "What to search for.", HelpName = "TEXT" };
        var model = new Option<string?>("--model") { Description = "The model package, instead of the default one.", HelpName = "DIR" };
        var command = new ExampleCommand("demo", "Try reranking on a sample catalogue: no cluster, no Docker, no download.")
        {
            Examples = ["twinbert demo", "twinbert demo --once --query \"something to sleep on\"", "twinbert demo --once --json"],
            Notes = ["Everything runs in this process and in memory: an embedded search node, the sidecar in front of it, and the catalogue."],
        };
        foreach (var option in new Option[] { once, json, listen, query, model })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => DemoRun.RunAsync(
            new DemoOptions
            {
                Once = parsed.GetValue(once),
                Json = parsed.GetValue(json),
                Listen = parsed.GetValue(listen),
                Query = parsed.GetValue(query),
                Model = parsed.GetValue(model),
                Output = parsed.InvocationConfiguration.Output,
                Error = parsed.InvocationConfiguration.Error,
            },
            cancellationToken));
        return command;
    }
}
