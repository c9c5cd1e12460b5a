using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>The parameters of a model by name, in the order in which its layers were made; owns them. Not thread-safe.</summary>
/// <param name="seed">Decides the values that new parameters get.</param>
internal sealed class ParameterSet(long seed) : IDisposable
{
    private readonly OrderedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly Generator _generator = new((ulong)seed);

    /// <summary>All parameters.</summary>
    public IReadOnlyDictionary<string, Parameter> All => _parameters;

    /// <summary>Those that training changes.</summary>
    public IEnumerable<Parameter> Trained => _parameters.Values.Where(parameter => parameter.requires_grad);

    /// <summary>Adds a parameter that is drawn from a normal distribution.</summary>
    /// <param name="name">Its name in weight files.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="shape">The lengths of its axes.</param>
    public Parameter Normal(string name, double deviation, params long[] shape) => Add(name, randn(shape, generator: _generator).mul_(deviation));

    /// <summary>Adds a parameter with the same value everywhere.</summary>
    public Parameter Constant(string name, float value, params long[] shape) => Add(name, full(shape, value));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }

        _generator.Dispose();
    }

    private Parameter Add(string name, Tensor value)
    {
        var parameter = new Parameter(value);
        parameter.DetachFromDisposeScope();
        _parameters.Add(name, parameter);
        return parameter;
    }
}
