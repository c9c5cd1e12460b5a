using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.Status;

/// <summary>What gauges look at. It changes with the configuration; the gauges do not. Thread-safe.</summary>
internal sealed class Observed
{
    private volatile ObservedParts? _parts;

    /// <summary>The parts of what is served now; <see langword="null"/> before anything is.</summary>
    public ObservedParts? Parts
    {
        get => _parts;
        set => _parts = value;
    }
}

/// <summary>The parts of what is served that gauges look at.</summary>
/// <param name="Models">The models.</param>
/// <param name="Encoders">The way to their encoders.</param>
/// <param name="Circuits">The indices' circuits.</param>
/// <param name="Knowledge">What is known of indices.</param>
/// <param name="Buffers">The memory of bodies.</param>
internal sealed record ObservedParts(ServedModels Models, QueryEncoders Encoders, PlanCircuits Circuits, PlanKnowledge Knowledge, BodyBuffers Buffers)
{
    /// <summary>The entries of the configuration that have a next model.</summary>
    public IReadOnlyList<GenerationPair> Changing { get; init; } = [];
}
