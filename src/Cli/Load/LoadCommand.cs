using System.CommandLine;
using System.Text.Json;
using TwinBert.Cli.Hosting;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Load;

/// <summary><c>twinbert load</c>: writes a file of documents into an index, through a sidecar (which embeds them) or any engine.</summary>
internal static class LoadCommand
{
    private const int DefaultBatchSize = 200;

    public static Command Create()
    {
        var path = new Argument<string>("path")
        {
            Description = "Documents, one JSON object a line (.jsonl, .ndjson, .gz); or a folder with a corpus.jsonl.",
            HelpName = "PATH",
        };
        var index = new Option<string>("--index")
        {
            Description = "The index to write to; made by the engine where it is missing.",
            HelpName = "NAME",
            Required = true,
        };
        var url = new Option<string?>("--url")
        {
            Description = "Where to write: a sidecar's URL or an engine's, instead of the configured 'Listen'.",
            HelpName = "URL",
        };
        var idField = new Option<string>("--id-field")
        {
            Description = "The field that holds a document's identifier.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "_id",
        };
        var batch = new Option<int>("--batch-size") { Description = "Documents in one request.", HelpName = "N", DefaultValueFactory = _ => DefaultBatchSize };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var config = Settings.ConfigOption();
        batch.Refuse(value => value is < 1 or > 10_000, "--batch-size is 1 to 10000.");
        var command = new Command(
            "load",
            "Write a file of documents into an index, through the sidecar, which embeds them on the way.") { path, index, url, idField, batch, json, config };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = new DocumentFile(parsed.GetValue(path)!, parsed.GetValue(idField)!);
            using var calls = new TransportClusterCalls(Target(parsed.GetValue(url), parsed.GetValue(config)));
            var result = await new DocumentLoader(calls, parsed.GetValue(index)!, TimeProvider.System)
                .LoadAsync(file.ReadAsync(cancellationToken), parsed.GetValue(batch), Progress, cancellationToken);
            return Report(result, parsed.GetValue(json));
        });
        return command;
    }

    private static TransportOptions Target(string? url, string? configurationFile)
    {
        var upstream = Settings.Read(configurationFile).Upstream;
        return new(SidecarAddress.Of(url, configurationFile))
        {
            Username = upstream.Username,
            Password = upstream.Password,
            ApiKey = upstream.ApiKey,
            CertificateAuthority = upstream.CertificateAuthority,
        };
    }

    private static void Progress(int documents) => Console.Error.WriteLine($"{documents} documents");

    private static int Report(LoadResult result, bool json)
    {
        foreach (var error in result.Errors)
        {
            Console.Error.WriteLine(error);
        }

        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { indexed = result.Indexed, failed = result.Failed, errors = result.Errors })
            : $"{result.Indexed} documents indexed, {result.Failed} refused");
        return result.Failed == 0 ? ExitCode.Done : ExitCode.Incomplete;
    }
}
