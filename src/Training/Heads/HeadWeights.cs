using TwinBert.Model.Crossing;
using TwinBert.Model.Weights;
using TwinBert.Training.Modules;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Heads;

/// <summary>Heads as the tensors of a package's <c>crossing.safetensors</c>, and back.</summary>
internal static class HeadWeights
{
    /// <summary>The tensors of some heads: names, shapes and values row by row.</summary>
    /// <param name="parameters">A set that heads were made in; what is not a head's is left out.</param>
    public static IReadOnlyList<(string Name, long[] Shape, float[] Values)> Tensors(ParameterSet parameters)
    {
        var source = new ParameterSource(parameters);
        return [.. parameters.All
            .Where(entry => CrossingHead.NameParts.Any(part => entry.Key.StartsWith(part, StringComparison.Ordinal)))
            .Select(entry => (entry.Key, entry.Value.shape, source.Read(entry.Key, entry.Value.shape)))];
    }

    /// <summary>Writes heads to a file, beside it and then in its place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sets">The sets that the heads were made in, no two with a head of the same name.</param>
    public static void Write(string file, params IEnumerable<ParameterSet> sets) => SafetensorsWriter.Write(file, [.. sets.SelectMany(Tensors)]);

    /// <summary>What the head of a name is made of, as the shapes in a file tell.</summary>
    /// <param name="file">A file of crossing layers, or of a model that has a head.</param>
    /// <param name="kind">The head.</param>
    /// <param name="dimensions">The length of the embeddings.</param>
    /// <returns>Null where the file has no such head.</returns>
    public static HeadShape? ShapeOf(SafetensorsReader file, HeadKind kind, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(file);
        var shape = new HeadShape(kind, dimensions);
        return kind switch
        {
            HeadKind.Cosine => file.ShapeOf("cosine.scale") is null ? null : shape,
            HeadKind.Residual when file.ShapeOf("residual.inner1.weight") is [var inner, var joined] => shape with
            {
                InnerSize = (int)inner,
                Combiner = joined == dimensions ? Combiner.Max : Combiner.Concatenate,
                HasPrior = file.ShapeOf("residual.prior.scale") is not null,
            },
            HeadKind.QueryNet when file.ShapeOf("querynet.offsets.bias") is [var units] => shape with
            {
                Units = (int)units,
                HasPrior = file.ShapeOf("querynet.prior.scale") is not null,
            },
            _ => null,
        };
    }

    /// <summary>Makes the head that a file has.</summary>
    /// <param name="parameters">Receives its parameters; a set of its own, because all of the set is read from the file.</param>
    /// <param name="file">A file of crossing layers, or of a model that has a head.</param>
    /// <param name="kind">The head.</param>
    /// <param name="dimensions">The length of the embeddings.</param>
    /// <exception cref="WeightsException">The file has no such head, or a tensor is missing, cut off, not finite or of another shape.</exception>
    public static CrossingHead Load(ParameterSet parameters, SafetensorsReader file, HeadKind kind, int dimensions)
    {
        var shape = ShapeOf(file, kind, dimensions)
            ?? throw new WeightsException($"The file has no head '{kind.Name()}'. Name a file that was written with it, or train it.");
        var head = CrossingHead.Of(parameters, shape);
        PretrainedWeights.Load(parameters, file);
        return head;
    }
}
