using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Heads;

/// <summary>A head of which every weight is random, and embeddings for it.</summary>
internal sealed class RandomHead : IDisposable
{
    public RandomHead(HeadShape shape, int seed = 1)
    {
        Parameters = new(seed);
        Head = CrossingHead.Of(Parameters, shape);
        using var untracked = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (var (name, parameter) in Parameters.All.Where(entry => !entry.Key.Contains("prior", StringComparison.Ordinal)))
        {
            using var values = randn(parameter.shape, generator: generator);
            parameter.copy_(values * (name.StartsWith("cosine", StringComparison.Ordinal) ? 2 : 0.2));
        }
    }

    public ParameterSet Parameters { get; }

    public CrossingHead Head { get; }

    /// <summary>Numbers of [−1, 1], those of the documents 127ths: [rows, dimensions].</summary>
    public static Tensor Embeddings(int rows, int dimensions, bool quantised, int seed)
    {
        using var generator = new Generator((ulong)seed);
        var values = (rand(rows, dimensions, generator: generator) * 2) - 1;
        return quantised ? SignedBytes.Round(values) : values;
    }

    public void Dispose() => Parameters.Dispose();
}
