namespace TwinBert.Model.Weights;

/// <summary>Where tensors come from: a file, or a model in memory.</summary>
public interface IWeightSource
{
    /// <summary>The names of the tensors.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Reads one tensor as finite floats, row by row.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <exception cref="WeightsException">There is no such tensor, or not of that shape.</exception>
    float[] Read(string name, params ReadOnlySpan<long> shape);
}
