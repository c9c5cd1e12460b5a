using TorchSharp.Modules;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Plots;
using TwinBert.Training.Weights;
using static TorchSharp.torch;

namespace TwinBert.Training.Runs;

/// <summary>
/// The files of a run: the newest checkpoint (<c>checkpoint-STEP/</c>), the best weights and the last. Everything is written beside its place
/// and then renamed, so that a run that is killed leaves whole files.
/// </summary>
internal sealed class RunFolder(string folder)
{
    private const string CheckpointPrefix = "checkpoint-";
    private const string Weights = "weights.safetensors";
    private const string Optimizer = "optimizer.bin";
    private const string State = "state.json";
    private const string Random = "random.bin";
    private const string Unfinished = ".new";
    private readonly string _documents = System.IO.Path.Combine(folder, "documents");

    /// <summary>The folder.</summary>
    public string Path => folder;

    /// <summary>The weights with the best dev metric.</summary>
    public string BestWeights => System.IO.Path.Combine(folder, "best.safetensors");

    /// <summary>The weights after the last step.</summary>
    public string LastWeights => System.IO.Path.Combine(folder, "last.safetensors");

    /// <summary>What the run is.</summary>
    public string ConfigFile => System.IO.Path.Combine(folder, "config.json");

    /// <summary>How it ended.</summary>
    public string MetricsFile => System.IO.Path.Combine(folder, "metrics.json");

    /// <summary>Its curves.</summary>
    public string CurvesFile => System.IO.Path.Combine(folder, "training.svg");

    /// <summary>The vocabulary that the model reads.</summary>
    public string Vocabulary => System.IO.Path.Combine(folder, "vocab.txt");

    /// <summary>Whether documents are embedded by a package that the run keeps, and its weights are a query tower's alone.</summary>
    public bool KeepsDocuments => Directory.Exists(_documents);

    /// <summary>
    /// Whether a run began here and ended on its input: it left what it was asked for, and nothing that it made. Another one may take its place.
    /// </summary>
    public bool IsBare => File.Exists(ConfigFile) && !File.Exists(BestWeights) && !File.Exists(LastWeights) && !Checkpoints().Any()
        && Directory.EnumerateFiles(folder, "teacher-*").FirstOrDefault() is null;

    /// <summary>Saves all that a resumed run needs, and deletes the checkpoint before.</summary>
    /// <exception cref="TrainingException">It cannot be written; the checkpoint before is still whole.</exception>
    public void SaveCheckpoint(ParameterSet parameters, OptimizerHelper optimizer, TrainingState state)
    {
        var target = System.IO.Path.Combine(folder, $"{CheckpointPrefix}{state.Step:D8}");
        var beside = target + Unfinished;
        Guard($"The checkpoint of step {state.Step}", () =>
        {
            RunFile.DeleteFolder(beside);
            try
            {
                Write(beside, parameters, optimizer, state);
            }
            catch
            {
                RunFile.DeleteFolder(beside);
                throw;
            }

            var older = Checkpoints().Where(path => path != target).ToList();
            RunFile.DeleteFolder(target);
            Directory.Move(beside, target);
            older.ForEach(RunFile.DeleteFolder);
            if (state.Curve.Count > 0)
            {
                TrainingPlot.Write(CurvesFile, state.Curve);
            }
        });
    }

    /// <summary>Saves the weights with the best dev metric.</summary>
    /// <exception cref="TrainingException">They cannot be written; those before are still whole.</exception>
    public void SaveBest(ParameterSet parameters) => Guard("The best weights", () => ParameterFile.Write(BestWeights, parameters));

    /// <summary>Saves the weights after the last step.</summary>
    /// <exception cref="TrainingException">They cannot be written.</exception>
    public void SaveLast(ParameterSet parameters) => Guard("The last weights", () => ParameterFile.Write(LastWeights, parameters));

    /// <summary>What the run is, and the best weights that it has: those of the best dev metric, or else the last.</summary>
    /// <exception cref="UnusableInputException">There is no run, or it has no weights yet.</exception>
    public (RunRecord Record, string Weights) Finished()
    {
        var record = Record()
            ?? throw new UnusableInputException(
                $"'{folder}' is no run: it has no {System.IO.Path.GetFileName(ConfigFile)}. Give the --out of an earlier command.");
        var weights = File.Exists(BestWeights) ? BestWeights : LastWeights;
        return File.Exists(weights) ? (record, weights)
            : throw new UnusableInputException($"The run '{folder}' has no weights yet. Run its command to the end, or to its first evaluation.");
    }

    /// <summary>Deletes what a run wrote that would be resumed; what was encoded by teachers stays, as it says itself what it belongs to.</summary>
    public void Clear()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in (string[])[ConfigFile, MetricsFile, CurvesFile, BestWeights, LastWeights, Vocabulary])
        {
            File.Delete(file);
        }

        Checkpoints().ToList().ForEach(RunFile.DeleteFolder);
        RunFile.DeleteFolder(_documents);
    }

    /// <summary>The package that embeds documents; <see langword="null"/> where the run's own weights do.</summary>
    /// <exception cref="ModelPackageException">It is not whole any more.</exception>
    public ModelPackage? Documents() => KeepsDocuments ? ModelPackage.Load(_documents) : null;

    /// <summary>Copies a package that embeds documents, so that the run is whole without it.</summary>
    /// <param name="package">The package.</param>
    public void KeepDocuments(ModelPackage package) => Guard("The package of the documents", () =>
    {
        var beside = _documents + Unfinished;
        RunFile.DeleteFolder(beside);
        Directory.CreateDirectory(beside);
        foreach (var file in Directory.EnumerateFiles(package.Folder))
        {
            File.Copy(file, System.IO.Path.Combine(beside, System.IO.Path.GetFileName(file)));
        }

        RunFile.DeleteFolder(_documents);
        Directory.Move(beside, _documents);
    });

    /// <summary>What the run is; null when there is none.</summary>
    public RunRecord? Record() => File.Exists(ConfigFile) ? RunFile.ReadJson<RunRecord>(ConfigFile) : null;

    /// <summary>How the run ended, or how it stood at the newest checkpoint; null when it has got to neither.</summary>
    public RunMetrics? Metrics() => File.Exists(MetricsFile) ? RunFile.ReadJson<RunMetrics>(MetricsFile)
        : Checkpoints().Max() is { } newest ? RunMetrics.Of(RunFile.ReadJson<TrainingState>(System.IO.Path.Combine(newest, State)))
        : null;

    /// <summary>Loads the newest checkpoint; null when there is none.</summary>
    public TrainingState? Resume(ParameterSet parameters, OptimizerHelper optimizer)
    {
        if (Checkpoints().Max() is not { } newest)
        {
            return null;
        }

        using (var weights = SafetensorsReader.Open(System.IO.Path.Combine(newest, Weights)))
        {
            PretrainedWeights.Load(parameters, weights);
        }

        optimizer.load_state_dict(System.IO.Path.Combine(newest, Optimizer));
        using (var random = tensor(File.ReadAllBytes(System.IO.Path.Combine(newest, Random))))
        {
            set_rng_state(random);
        }

        return RunFile.ReadJson<TrainingState>(System.IO.Path.Combine(newest, State));
    }

    private static void Write(string target, ParameterSet parameters, OptimizerHelper optimizer, TrainingState state)
    {
        Directory.CreateDirectory(target);
        ParameterFile.Write(System.IO.Path.Combine(target, Weights), parameters);
        optimizer.save_state_dict(System.IO.Path.Combine(target, Optimizer));
        using (var random = get_rng_state())
        {
            File.WriteAllBytes(System.IO.Path.Combine(target, Random), random.data<byte>().ToArray());
        }

        RunFile.WriteJson(System.IO.Path.Combine(target, State), state);
    }

    private void Guard(string what, Action write)
    {
        try
        {
            Directory.CreateDirectory(folder);
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException(
                $"{what} could not be written: {e.Message} Make room in '{folder}' and run the same command again: it goes on from the checkpoint before.",
                e);
        }
    }

    private IEnumerable<string> Checkpoints() => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, CheckpointPrefix + "*").Where(path => !path.EndsWith(Unfinished, StringComparison.Ordinal))
        : [];
}
