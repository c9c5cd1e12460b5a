using System.Globalization;
using System.Reflection;
using TorchSharp;
using TwinBert.Terminal;
using TwinBert.Training.Display;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;

namespace TwinBert.Training.Runs;

/// <summary>
/// One run, from its command line to its last file: 1 takes the folder, or finds in it the run that goes on; 2 notes what is read and trained;
/// 3 chooses precision and length; 4 trains; 5 writes the metrics. Not thread-safe.
/// </summary>
internal sealed class RunSession
{
    private readonly RunRequest _request;
    private readonly TimeProvider _time;
    private RunRecord _record;

    private RunSession(RunRequest request, RunFolder folder, RunRecord record, IRunDisplay display, TimeProvider time)
    {
        (_request, Folder, _record, Display, _time) = (request, folder, record, display, time);
    }

    /// <summary>The run's files.</summary>
    public RunFolder Folder { get; }

    /// <summary>Shows how it goes.</summary>
    public IRunDisplay Display { get; }

    /// <summary>What was asked for.</summary>
    public RunRequest Request => _request;

    /// <summary>Runs a command's work with progress.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="work">What the command does.</param>
    /// <exception cref="UnusableInputException">libtorch cannot be loaded, or the folder holds another run.</exception>
    public static void Run(RunRequest request, TimeProvider time, Action<RunSession> work)
    {
        TorchRuntime.Require();
        if (request.Steps is null == request.Minutes is null)
        {
            throw new UnusableInputException("Give either --steps or --minutes.");
        }

        var folder = new RunFolder(request.Folder);
        var record = Take(request, folder, time);
        torch.set_num_threads(request.Threads);
        RunDisplay.Show(request.Error, time, display => work(new(request, folder, record, display, time)));
    }

    /// <summary>Notes what the run reads and trains.</summary>
    /// <param name="data">Hashes by name.</param>
    /// <param name="limits">The most tokens.</param>
    /// <param name="model">The twin encoder's shape, where it trains one.</param>
    /// <param name="teacher">The teacher's, where it trains one.</param>
    /// <exception cref="UnusableInputException">The run that goes on read something else.</exception>
    public void Note(IReadOnlyDictionary<string, string> data, RunLimits limits, TwinShape? model = null, TrunkShape? teacher = null)
    {
        var now = _record with { Data = data, Limits = limits, Model = model, Teacher = teacher };
        Refuse(Folder, _record.Differences(now));
        _record = now;
        RunFile.WriteJson(Folder.ConfigFile, _record);
    }

    /// <summary>Trains, and writes the run's last files.</summary>
    /// <param name="parameters">What is trained.</param>
    /// <param name="mode">How the model computes.</param>
    /// <param name="task">What it learns.</param>
    /// <param name="refine">Changes the settings that the command line gives.</param>
    /// <param name="cancellationToken">Stops after the step that runs.</param>
    public TrainingState Train(
        ParameterSet parameters,
        ForwardMode mode,
        ITrainingTask task,
        Func<TrainingSettings, TrainingSettings> refine,
        CancellationToken cancellationToken)
    {
        Choose(mode, task, cancellationToken);
        mode.Matrices = MatrixPrecisionChoice.Type(_record.Precision!);
        var state = new TrainingLoop(parameters, refine(_request.Settings(_record.Steps!.Value)), Folder, Display, _time).Run(task, cancellationToken);
        var metrics = RunMetrics.Of(state);
        RunFile.WriteJson(Folder.MetricsFile, metrics);
        var best = metrics.BestDev is { } dev ? string.Create(CultureInfo.InvariantCulture, $", best dev {dev:0.0000} at step {metrics.BestStep}") : "";
        Display.Say(string.Create(CultureInfo.InvariantCulture, $"{state.Step} steps in {metrics.Seconds:0} s{best}: {Folder.Path}"));
        return state;
    }

    private static RunRecord Take(RunRequest request, RunFolder folder, TimeProvider time)
    {
        var record = new RunRecord
        {
            Command = request.Command,
            Options = request.Options,
            Machine = RunMachine.Current(request.Threads),
            Version = typeof(RunSession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Started = time.GetUtcNow(),
        };
        // One that ended on its input may have left a package of its documents, which is not the next one's.
        var beginsAnew = request.Overwrite || folder.IsBare;
        if (beginsAnew)
        {
            folder.Clear();
        }

        if (File.Exists(folder.ConfigFile))
        {
            var earlier = RunFile.ReadJson<RunRecord>(folder.ConfigFile);
            Refuse(folder, earlier.Differences(record));
            return earlier;
        }

        if (!beginsAnew && Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
        {
            throw new UnusableInputException($"'{folder.Path}' has files and is no run. Give another --out, or --overwrite to begin a run beside them.");
        }

        Directory.CreateDirectory(folder.Path);
        RunFile.WriteJson(folder.ConfigFile, record);
        return record;
    }

    private static void Refuse(RunFolder folder, IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
        {
            throw new UnusableInputException(
                $"'{folder.Path}' holds another run: {string.Join(", ", differences)}. Give the same options to go on with it, another --out, or "
                    + "--overwrite to begin anew.");
        }
    }

    /// <summary>Decides precision and length once; a run that goes on keeps them.</summary>
    private void Choose(ForwardMode mode, ITrainingTask task, CancellationToken cancellationToken)
    {
        if (_record is { Steps: not null, Precision: not null })
        {
            Display.Say($"{_record.Steps} steps, matrices in {_record.Precision}");
            return;
        }

        var names = _request.Precision == "auto" ? new[] { MatrixPrecisionChoice.Full, MatrixPrecisionChoice.Brain } : [_request.Precision];
        var isMeasured = names.Length > 1 || _request.Steps is null;
        var measured = names
            .Select(name => (Name: name, Seconds: isMeasured ? MatrixPrecisionChoice.Measure(mode, task, name, _time, cancellationToken) : 0))
            .ToArray();
        var chosen = measured.MinBy(entry => entry.Seconds);
        var steps = _request.Steps ?? (int)Math.Max(1, _request.Minutes!.Value * 60 / chosen.Seconds);
        _record = _record with { Steps = steps, Precision = chosen.Name };
        RunFile.WriteJson(Folder.ConfigFile, _record);
        var seconds = string.Join(" and ", measured.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Seconds:0.###} s in {entry.Name}")));
        Display.Say($"{steps} steps, matrices in {chosen.Name}{(isMeasured ? $" (a step takes {seconds})" : "")}");
    }
}
