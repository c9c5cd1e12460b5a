using TwinBert.Model.Weights;

namespace TwinBert.Model.Crossing;

/// <summary>
/// The tensors of a crossing file, read one by one: what is wrong is noted and replaced by nothing, so that all that is wrong is reported at once.
/// </summary>
internal sealed class CrossingTensors(SafetensorsReader reader, List<string> errors)
{
    /// <summary>The length of a tensor with one axis, which decides the shape of others; 0 where there is none, which is noted.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="allowed">The lengths that it may have; any but 0 if none is given.</param>
    public int Length(string name, params ReadOnlySpan<int> allowed)
    {
        if (reader.ShapeOf(name) is not { } shape)
        {
            // Noted where the tensor is read.
            return 0;
        }

        if (shape is [> 0 and <= int.MaxValue] && (allowed.IsEmpty || allowed.Contains((int)shape[0])))
        {
            return (int)shape[0];
        }

        var expected = allowed.IsEmpty ? "one axis" : $"[{string.Join("] or [", allowed.ToArray())}]";
        errors.Add($"{CrossingFile.FileName}: '{name}' has the shape [{string.Join(", ", shape)}], and {expected} is expected");
        return 0;
    }

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape; with a 0 where a length is not known, because of an error that was noted, only its presence is checked.</param>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        if (reader.ShapeOf(name) is null)
        {
            errors.Add($"{CrossingFile.FileName} has no tensor '{name}'");
            return [];
        }

        if (shape.Contains(0))
        {
            return [];
        }

        try
        {
            return reader.Read(name, Array.ConvertAll(shape.ToArray(), length => (long)length));
        }
        catch (WeightsException e)
        {
            errors.Add($"{CrossingFile.FileName}: {e.Message.TrimEnd('.')}");
            return [];
        }
    }

    /// <summary>Reads a tensor of one number; 0 where it is wrong, which is noted.</summary>
    public float Number(string name) => Read(name, 1) is [var number] ? number : 0;

    /// <summary>Reads the similarity prior of a head, which is two numbers or none.</summary>
    public SimilarityPrior? Prior(string head)
    {
        var (scale, bias) = ($"{head}.prior.scale", $"{head}.prior.bias");
        return reader.ShapeOf(scale) is null && reader.ShapeOf(bias) is null ? null : new(Number(scale), Number(bias));
    }

    /// <summary>Notes tensors that no head takes: a misspelt name must not pass for a missing one.</summary>
    public void RefuseOthers(IReadOnlyCollection<string> known)
    {
        foreach (var name in reader.Names.Except(known).Order(StringComparer.Ordinal))
        {
            errors.Add($"{CrossingFile.FileName} has a tensor '{name}', which no crossing layer takes");
        }
    }
}
