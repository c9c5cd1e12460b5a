using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Towers;

/// <summary>The downscale that comes nearest to the space while the transformer is as it is, by least squares: training begins there.</summary>
internal static class DownscaleFit
{
    private const int Sample = 4096;
    private const double Ridge = 1e-3;

    // The components' deviation: large enough to fill the bytes, small enough that tanh is nearly a straight line.
    private const double Deviation = 0.25;

    /// <summary>Sets weight and bias of a tower's downscale.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="examples">What it reads, and where that is in the space.</param>
    /// <param name="read">The examples to fit on.</param>
    /// <param name="seed">Decides which of them are taken.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static void Fit(Tower tower, TowerExamples examples, int[] read, int seed, CancellationToken cancellationToken)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        new Random(seed).Shuffle(read);
        var rows = LengthSorted.Order(examples.Ids, read.Take(Sample));
        var pooled = new List<Tensor>();
        foreach (var chunk in rows.Chunk(32))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            pooled.Add(LengthSorted.Compute(examples.Ids, [chunk], tower.Pool).to(ScalarType.Float32).MoveToOuterDisposeScope());
        }

        var inputs = cat(pooled, 0);
        var target = examples.Targets.Rows([.. rows.Select(examples.TargetOf)]);
        var wanted = (target * (Deviation * Math.Sqrt(target.shape[1]))).clamp(-0.95, 0.95).atanh().to(ScalarType.Float64);
        var mean = inputs.mean([0L]).to(ScalarType.Float64);
        var centred = inputs.to(ScalarType.Float64) - mean;
        var products = matmul(centred.t(), centred);
        var ridge = eye(products.shape[0], dtype: ScalarType.Float64) * (Ridge * products.diagonal().mean());
        var offset = wanted.mean([0L]);
        var weight = linalg.solve(products + ridge, matmul(centred.t(), wanted - offset));
        tower.Downscale.Weight.copy_(weight.t().to(ScalarType.Float32));
        tower.Downscale.Bias.copy_((offset - matmul(mean, weight)).to(ScalarType.Float32));
    }
}
