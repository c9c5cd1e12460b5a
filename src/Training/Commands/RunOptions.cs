using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TwinBert.Terminal;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;

namespace TwinBert.Training.Commands;

/// <summary>The options that every command shares that trains something into a run folder.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _folder = new("--out")
    {
        Description = "The run's folder. The same command goes on where it stopped.",
        HelpName = "RUN",
        Required = true,
    };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Begin anew in a folder that holds a run." };
    private readonly Option<int?> _steps = new("--steps") { Description = "The number of updates.", HelpName = "N" };
    private readonly Option<double?> _minutes = new("--minutes")
    {
        Description = "How long to train, instead of --steps: the rate is measured at the start.",
        HelpName = "N",
    };
    private readonly Option<double> _rate;
    private readonly Option<int> _seed = new("--seed") { Description = "Decides everything that is drawn.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _evaluateEvery;
    private readonly Option<int> _patience = new("--patience")
    {
        Description = "Stop after so many evaluations without a better one; 0: never.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<string> _precision = new("--precision")
    {
        Description = "What matrices are multiplied in: auto measures both at the start and takes the faster.",
        DefaultValueFactory = _ => "auto",
    };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "The threads that compute; the processors that the process may use if not given.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    /// <summary>Makes the options.</summary>
    /// <param name="rate">The learning rate if none is given.</param>
    /// <param name="evaluateEvery">Steps between evaluations if not given.</param>
    public RunOptions(double rate, int evaluateEvery)
    {
        _rate = new("--learning-rate")
        {
            Description = "The largest learning rate of AdamW; it rises to it, and falls to 0 in the end.",
            HelpName = "X",
            DefaultValueFactory = _ => rate,
        };
        _evaluateEvery = new("--evaluate-every")
        {
            Description = "Steps from one measurement of the dev metric to the next.",
            HelpName = "N",
            DefaultValueFactory = _ => evaluateEvery,
        };
        _precision.AcceptOnlyFromAmong("auto", "fp32", "bf16");
        _steps.AtLeast(1);
        _minutes.Positive();
        _rate.Positive();
        _evaluateEvery.AtLeast(1);
        _patience.AtLeast(0);
        _threads.AtLeast(1);
    }

    /// <summary>The option of commands whose modules drop activations.</summary>
    /// <param name="usual">The share if not given.</param>
    public static Option<double> Dropout(double usual)
    {
        var option = new Option<double>("--dropout")
        {
            Description = "The share of activations that is dropped.",
            HelpName = "X",
            DefaultValueFactory = _ => usual,
        };
        option.NotNegative();
        return option;
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _folder, _overwrite, _steps, _minutes, _rate, _seed, _evaluateEvery, _patience, _precision, _threads })
        {
            command.Add(option);
        }
    }

    /// <summary>The run's folder; <see langword="null"/> where none is given.</summary>
    public string? FolderOf(CommandResult command) => command.GetResult(_folder) is null ? null : command.GetValue(_folder);

    /// <summary>Makes a command do its work within a run.</summary>
    /// <param name="command">The command.</param>
    /// <param name="read">Reads the other options; the work that it gives begins once the run's folder is there.</param>
    public void SetAction(Command command, Func<ParseResult, Action<RunSession, CancellationToken>> read) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (work, request) = (read(parsed), Read(parsed));
            await Task.Run(() => RunSession.Run(request, TimeProvider.System, session => work(session, cancellationToken)), CancellationToken.None);
            return ExitCode.Done;
        });

    /// <summary>What was asked for.</summary>
    public RunRequest Read(ParseResult parsed) => new()
    {
        Command = parsed.CommandResult.Command.Name,
        Folder = parsed.GetValue(_folder)!,
        Overwrite = parsed.GetValue(_overwrite),
        Options = Given(parsed),
        Steps = parsed.GetValue(_steps),
        Minutes = parsed.GetValue(_minutes),
        LearningRate = parsed.GetValue(_rate),
        Seed = parsed.GetValue(_seed),
        EvaluateEvery = parsed.GetValue(_evaluateEvery),
        Patience = parsed.GetValue(_patience),
        Precision = parsed.GetValue(_precision)!,
        Threads = parsed.GetValue(_threads),
        Error = parsed.InvocationConfiguration.Error,
    };

    /// <summary>All options that decide the result, by name, as text.</summary>
    private SortedDictionary<string, string> Given(ParseResult parsed)
    {
        Option[] undecisive = [_folder, _overwrite, _threads];
        var given = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in parsed.CommandResult.Command.Options.Except(undecisive).Where(option => parsed.GetResult(option) is not null))
        {
            given[option.Name] = Text(parsed.GetResult(option)!.GetValueOrDefault<object>());
        }

        return given;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        System.Collections.IEnumerable list => string.Join(' ', list.Cast<object>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
