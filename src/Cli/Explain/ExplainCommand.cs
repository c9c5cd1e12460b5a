using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Explain;

/// <summary><c>twinbert explain</c>: what a search becomes, and why each hit is where it is.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var index = new Argument<string>("index") { Description = "The index, alias or data stream to search.", HelpName = "INDEX" };
        var query = new Argument<string>("query")
        {
            Description = "What to look for in the text fields, or a whole search body as JSON.", HelpName = "QUERY",
        };
        var config = Settings.ConfigOption();
        var url = new Option<string?>("--url") { Description = "The sidecar's URL, instead of the configured 'Listen'.", HelpName = "URL" };
        var json = new Option<bool>("--json") { Description = "Print the explanation as the sidecar gives it." };
        var command = new ExampleCommand(
            "explain", "Search through a running sidecar, and show both orders and why: engine score, similarity, factor and new score of each hit.")
        {
            Examples =
            [
                "twinbert explain products 'warm jacket'",
                """twinbert explain products '{"query":{"match":{"title":"warm jacket"}},"size":20}'""",
            ],
            Notes = ["Exit codes: 0 explained; 1 the search was not reranked, for the reason that is printed; 2 unusable input."],
        };
        command.Add(index);
        command.Add(query);
        Option[] options = [config, url, json];
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) =>
        {
            var configuration = Settings.Read(parsed.GetValue(config));
            var search = new ExplainedSearch(
                parsed.GetValue(index)!, parsed.GetValue(query)!, configuration, SidecarAddress.Of(parsed.GetValue(url), parsed.GetValue(config)));
            return ExplainRun.RunAsync(search, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }
}
