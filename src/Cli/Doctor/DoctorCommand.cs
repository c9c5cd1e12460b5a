using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Doctor;

/// <summary><c>twinbert doctor</c>: what is wrong with a set-up, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var config = Settings.ConfigOption();
        var upstream = Settings.UpstreamOption();
        var url = new Option<string?>("--url") { Description = "The sidecar's URL, instead of the configured 'Listen'.", HelpName = "URL" };
        var caller = new Option<string?>("--caller")
        {
            Description = "An application's user and password, to look at what it may do.", HelpName = "USER:PASSWORD",
        };
        var key = new Option<string?>("--caller-api-key") { Description = "An application's API key, instead.", HelpName = "KEY" };
        var replay = new Option<string?>("--replay")
        {
            Description = "A file of requests (method, path and body, a JSON object on each line) to send directly and through the sidecar, and compare.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print what was found as one JSON document on standard output." };
        var command = new ExampleCommand("doctor", "Look at a whole set-up: what is wrong with it, and what to do about it. Changes nothing.")
        {
            Examples = ["twinbert doctor", "twinbert doctor --caller shop:secret --replay requests.jsonl"],
            Notes = ["Exit codes: 0 nothing to say; 1 there are warnings or errors; 2 unusable input, such as a configuration that cannot be read."],
        };
        Option[] options = [config, upstream, url, caller, key, replay, json];
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) =>
        {
            var configuration = Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream));
            var sidecar = SidecarAddress.Of(parsed.GetValue(url), parsed.GetValue(config));
            var asCaller = Caller(configuration.Upstream, parsed.GetValue(caller), parsed.GetValue(key));
            return DoctorRun.RunAsync(new(configuration, sidecar, asCaller, parsed.GetValue(replay)), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static UpstreamOptions? Caller(UpstreamOptions upstream, string? user, string? key)
    {
        if (user is null)
        {
            return key is null ? null : upstream with { Username = null, Password = null, ApiKey = key };
        }

        return user.Split(':', 2) is [{ Length: > 0 } name, var password] && key is null
            ? upstream with { Username = name, Password = password, ApiKey = null }
            : throw new UnusableInputException("Give an application's credentials as --caller USER:PASSWORD, or as --caller-api-key KEY.");
    }
}
