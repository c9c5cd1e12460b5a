using System.CommandLine;
using TwinBert.Backfill.Jobs;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Jobs;

/// <summary><c>twinbert jobs</c>: the backfills that a cluster keeps, and orders to those who work on them.</summary>
internal static class JobsCommand
{
    public static Command Create()
    {
        var (config, upstream) = (Settings.ConfigOption(), Settings.UpstreamOption());
        var json = new Option<bool>("--json") { Description = "Print the jobs as one JSON document on standard output." };
        var slices = new Option<bool>("--slices")
        {
            Description = "With --json: list the slices of the first round, and who worked on each from when to when.",
        };
        var command = new ExampleCommand(
            "jobs",
            "Show the backfills that the cluster keeps: how far each is, who works on it, how fast, and how long it will take.")
        {
            Examples = ["twinbert jobs", "twinbert jobs pause products", "twinbert jobs resume products", "twinbert jobs cancel products"],
            Notes =
            [
                "A job is named after the index that it works on, and after the embedding object where that is not 'twinbert': products:twinbert_v2. "
                    + "It stays in the list until another one of that name is begun.",
                $"Jobs are kept in the hidden index {JobsIndex.Name}. A run that keeps its state in a file is none of them.",
                "Exit codes: 0 shown, or ordered; 1 the jobs cannot be read or changed; 2 unusable input, or there is no such job.",
            ],
        };
        Option[] options = [config, upstream, json, slices];
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) => JobsExecution.ListAsync(
            Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)), parsed.GetValue(json), parsed.GetValue(slices), cancellationToken));
        command.Add(Order("pause", "Let the workers of a job finish what they are writing, and wait.", JobChange.Pause));
        command.Add(Order("resume", "Let the workers of a paused job go on.", JobChange.Resume));
        command.Add(Order("cancel", "End a job: its workers finish what they are writing, and stop. What was embedded stays.", JobChange.Cancel));
        return command;
    }

    private static ExampleCommand Order(string name, string description, JobChange order)
    {
        var job = new Argument<string>("job") { Description = "The job, as the list names it.", HelpName = "JOB" };
        var (config, upstream) = (Settings.ConfigOption(), Settings.UpstreamOption());
        var command = new ExampleCommand(name, description) { Examples = [$"twinbert jobs {name} products"], Notes = [] };
        command.Add(job);
        command.Add(config);
        command.Add(upstream);
        command.SetAction((parsed, cancellationToken) => JobsExecution.OrderAsync(
            Settings.Read(parsed.GetValue(config), parsed.GetValue(upstream)), parsed.GetValue(job)!, order, cancellationToken));
        return command;
    }
}
