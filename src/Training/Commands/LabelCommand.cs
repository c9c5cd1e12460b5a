using System.CommandLine;
using TwinBert.Cli.Hosting;
using TwinBert.Training.Running;
using TwinBert.Training.Teachers;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train label</c>: a teacher's scores of many pairs.</summary>
internal static class LabelCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var teacher = new Option<string>("--teacher") { Description = "The run of the command teacher.", HelpName = "RUN", Required = true };
        var splits = new Option<string>("--splits") { Description = "The splits whose queries are labelled.", HelpName = "A,B", DefaultValueFactory = _ => "train" };
        var unjudged = new Option<int>("--unjudged") { Description = "Documents of a query that BM25 found and nobody judged.", HelpName = "N", DefaultValueFactory = _ => 4 };
        var threads = new Option<int>("--threads") { Description = "The threads that compute; the processors that the process may use if not given.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var file = new Option<string>("--out") { Description = "Receives the scores. The same command goes on where it stopped.", HelpName = "FILE", Required = true };
        var dataset = new DatasetOptions(16, 64);
        unjudged.AtLeast(0);
        threads.AtLeast(1);
        var command = new ExampleCommand("label", "Let a teacher score query-document pairs: judged ones, and the best that BM25 finds.")
        {
            Examples = ["twinbert-train label --teacher runs/teacher --dataset DIR --splits train,dev --out scores.tsv"],
        };
        foreach (var option in new Option[] { teacher, splits, unjudged, threads, file })
        {
            command.Add(option);
        }

        dataset.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            TorchRuntime.Require();
            TorchSharp.torch.set_num_threads(parsed.GetValue(threads));
            await Task.Run(
                () => RunDisplay.Show(parsed.InvocationConfiguration.Error, TimeProvider.System, display =>
                {
                    var run = new LabelRun(new(parsed.GetValue(teacher)!), dataset.Read(parsed), Lists.Names(splits.Name, parsed.GetValue(splits)!), parsed.GetValue(unjudged), parsed.GetValue(file)!, display);
                    display.Say($"{run.Run(cancellationToken)} pairs have a score in {parsed.GetValue(file)}");
                }),
                CancellationToken.None);
            return ExitCode.Done;
        });
        return command;
    }
}
