using System.Text.RegularExpressions;
using TorchSharp.Modules;
using TwinBert.Model.Weights;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Weights;

/// <summary>Starts a model from the weights of another, all layers or chosen ones.</summary>
internal static partial class PretrainedWeights
{
    /// <summary>
    /// Copies every parameter that the source has. Parameters of a side (<c>query.</c>, <c>document.</c>) take what is common in the source where
    /// it has nothing for the side.
    /// </summary>
    /// <param name="parameters">What to fill.</param>
    /// <param name="source">The other model.</param>
    /// <param name="layers">Which of its layers become layers 0, 1, 2, …; null: the first ones, in order.</param>
    /// <returns>The parameters that the source does not have; they keep their values.</returns>
    /// <exception cref="WeightsException">A tensor is of another shape, cut off, or not finite.</exception>
    public static IReadOnlyList<string> Load(ParameterSet parameters, IWeightSource source, IReadOnlyList<int>? layers = null)
    {
        var names = source.Names.ToHashSet(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var (name, parameter) in parameters.All)
        {
            if (Candidates(Chosen(name, layers)).FirstOrDefault(names.Contains) is { } found)
            {
                Assign(parameter, source.Read(found, parameter.shape));
            }
            else
            {
                missing.Add(name);
            }
        }

        return missing;
    }

    private static void Assign(Parameter parameter, float[] values)
    {
        using var untracked = no_grad();
        using var copy = tensor(values, parameter.shape);
        parameter.copy_(copy);
    }

    private static string Chosen(string name, IReadOnlyList<int>? layers) =>
        layers is null ? name : LayerNumber().Replace(name, match => $"encoder.layer.{layers[int.Parse(match.Groups[1].Value, null)]}.");

    private static IEnumerable<string> Candidates(string name)
    {
        yield return name;
        var common = SidePrefix().Replace(name, "");
        yield return common;
        yield return "bert." + common;
    }

    [GeneratedRegex(@"encoder\.layer\.(\d+)\.")]
    private static partial Regex LayerNumber();

    [GeneratedRegex(@"^(query|document)\.")]
    private static partial Regex SidePrefix();
}
