using System.Numerics.Tensors;
using TwinBert.Model.Packaging;
using TwinBert.Training.Distillation;
using TwinBert.Training.Embedding;
using TwinBert.Training.Runs;

namespace TwinBert.Training.Towers;

/// <summary>Documents as a package stores them, in the space that they are compared in.</summary>
internal static class DocumentVectors
{
    /// <summary>Embeds texts; what was embedded before stands in the run's folder.</summary>
    /// <param name="package">The package.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="session">The run.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static EmbeddingTargets Of(ModelPackage package, IReadOnlyList<string> texts, RunSession session, CancellationToken cancellationToken)
    {
        using var encoder = PackagedEncoder.Open(package, session.Folder.Path);
        var values = new Half[(long)texts.Count * package.Dimensions];
        var progress = session.Display.Count("embedding documents", texts.Count);
        var row = 0;
        var components = new float[package.Dimensions];
        foreach (var bytes in encoder.Encode(texts, cancellationToken))
        {
            TensorPrimitives.ConvertChecked<sbyte, float>(bytes.Span, components);
            TensorPrimitives.Divide(components, Math.Max(TensorPrimitives.Norm<float>(components), float.Epsilon), components);
            TensorPrimitives.ConvertToHalf(components, values.AsSpan(row * components.Length, components.Length));
            progress.Report(++row);
        }

        return new(values, package.Dimensions);
    }
}
