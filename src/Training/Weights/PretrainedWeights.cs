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
    /// Copies every parameter that the source has, and refuses a source that lacks more than the model may begin anew. Parameters of a side (<c>query.</c>,
    /// <c>document.</c>) take what is common in the source where
    /// it has nothing for the side.
    /// </summary>
    /// <param name="parameters">What to fill.</param>
    /// <param name="source">The other model.</param>
    /// <param name="layers">Which of its layers become layers 0, 1, 2, …; null: the first ones, in order.</param>
    /// <param name="own">Parts of the names of parameters that the source may lack.</param>
    /// <returns>Those of them that it does lack; they keep their values.</returns>
    /// <exception cref="WeightsException">A tensor is missing, of another shape, cut off, or not finite; the message names it.</exception>
    public static IReadOnlyList<string> Load(ParameterSet parameters, IWeightSource source, IReadOnlyList<int>? layers = null, params IReadOnlyList<string> own)
    {
        var names = source.Names.ToHashSet(StringComparer.Ordinal);
        var lacking = new List<string>();
        foreach (var (name, parameter) in parameters.All)
        {
            var wanted = Chosen(name, layers);
            var found = Candidates(wanted).FirstOrDefault(names.Contains);
            if (found is null && own.Any(part => name.Contains(part, StringComparison.Ordinal)))
            {
                lacking.Add(name);
                continue;
            }

            // The source itself refuses to read what it does not have, and can say which file that is.
            Assign(parameter, source.Read(found ?? wanted, parameter.shape));
        }

        return lacking;
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
