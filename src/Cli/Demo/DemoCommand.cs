using System.CommandLine;

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
        var command = new Command("demo", "Try reranking on a sample catalogue: no cluster, no Docker, no download.") { once, json, listen, query, model };
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
