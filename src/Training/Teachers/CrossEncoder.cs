using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Teachers;

/// <summary>
/// The teacher: reads query and document together and gives a logit, z = w · h + b, of the first token's vector. Slow, and better than any twin:
/// every layer compares words of one with words of the other. Owns its parameters.
/// </summary>
internal sealed class CrossEncoder : IDisposable
{
    /// <summary>What the head's parameters begin with; the training rate of a new head is higher than the body's.</summary>
    public const string HeadName = "head";

    private readonly Trunk _trunk;
    private readonly DenseLayer _head;

    /// <summary>Makes a teacher with random weights.</summary>
    /// <param name="shape">The trunk's shape; it reads word pieces.</param>
    /// <param name="seed">Decides the weights.</param>
    public CrossEncoder(TrunkShape shape, long seed)
    {
        Shape = shape;
        Parameters = new(seed);
        _trunk = new(Parameters, Mode, "", shape);
        _head = new(Parameters, Mode, HeadName, shape.HiddenSize, 1);
    }

    /// <summary>The trunk's shape.</summary>
    public TrunkShape Shape { get; }

    /// <summary>How it computes.</summary>
    public ForwardMode Mode { get; } = new();

    /// <summary>All of its parameters.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Scores pairs: logits, [pairs].</summary>
    public Tensor Forward(IReadOnlyList<PairTokens> pairs)
    {
        using var batch = TokenBatch.Of([.. pairs.Select(pair => pair.Ids)], segmentStarts: [.. pairs.Select(pair => pair.SecondStart)]);
        var first = _trunk.Forward(batch).select(1, 0);
        var kept = Mode.Dropout > 0 ? nn.functional.dropout(first, Mode.Dropout, training: true) : first;
        return _head.Forward(kept).squeeze(-1).to(ScalarType.Float32);
    }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();
}
