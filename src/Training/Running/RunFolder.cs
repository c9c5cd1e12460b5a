using System.Text.Json;
using TorchSharp.Modules;
using TwinBert.Model.Weights;
using TwinBert.Training.Modules;
using TwinBert.Training.Weights;
using static TorchSharp.torch;

namespace TwinBert.Training.Running;

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
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>The folder.</summary>
    public string Path => folder;

    /// <summary>The weights with the best dev metric.</summary>
    public string BestWeights => System.IO.Path.Combine(folder, "best.safetensors");

    /// <summary>The weights after the last step.</summary>
    public string LastWeights => System.IO.Path.Combine(folder, "last.safetensors");

    /// <summary>Saves all that a resumed run needs, and deletes the checkpoint before.</summary>
    public void SaveCheckpoint(ParameterSet parameters, OptimizerHelper optimizer, TrainingState state)
    {
        Directory.CreateDirectory(folder);
        var target = System.IO.Path.Combine(folder, $"{CheckpointPrefix}{state.Step:D8}");
        var beside = target + ".new";
        if (Directory.Exists(beside))
        {
            Directory.Delete(beside, recursive: true);
        }

        Directory.CreateDirectory(beside);
        ParameterFile.Write(System.IO.Path.Combine(beside, Weights), parameters);
        optimizer.save_state_dict(System.IO.Path.Combine(beside, Optimizer));
        using (var random = get_rng_state())
        {
            File.WriteAllBytes(System.IO.Path.Combine(beside, Random), random.data<byte>().ToArray());
        }

        File.WriteAllBytes(System.IO.Path.Combine(beside, State), JsonSerializer.SerializeToUtf8Bytes(state, Json));
        var older = Checkpoints().ToList();
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.Move(beside, target);
        older.Where(path => path != target).ToList().ForEach(path => Directory.Delete(path, recursive: true));
    }

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

        return JsonSerializer.Deserialize<TrainingState>(File.ReadAllBytes(System.IO.Path.Combine(newest, State)), Json);
    }

    private IEnumerable<string> Checkpoints() => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, CheckpointPrefix + "*").Where(path => !path.EndsWith(".new", StringComparison.Ordinal))
        : [];
}
