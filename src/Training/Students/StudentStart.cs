using TwinBert.Model.Weights;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Weights;
using static TorchSharp.torch;

namespace TwinBert.Training.Students;

/// <summary>Where a student's weights begin: another encoder's, all layers or chosen ones.</summary>
internal static class StudentStart
{
    private const string PriorPart = ".prior.";

    // What a BERT, or an encoder of another kind, need not have: it is new, and learned.
    private static readonly string[] New = [.. CrossingHead.NameParts, "downscale.", "pooler."];

    /// <summary>
    /// Fills an encoder, and its head where the file has one, from a file of weights. A head that is new beside a trained cosine begins as that cosine.
    /// </summary>
    /// <param name="twin">The encoder.</param>
    /// <param name="file">A safetensors file: of a trained encoder, or of a BERT.</param>
    /// <param name="layers">Which of its layers become layers 0, 1, 2, …; null: the first ones, in order.</param>
    /// <returns>The parameters that are new: the downscale, a pooler, a head.</returns>
    /// <exception cref="WeightsException">There is no such file, or a tensor of the trunk is missing, cut off, not finite or of another shape.</exception>
    public static IReadOnlyList<string> Load(TwinEncoder twin, string file, IReadOnlyList<int>? layers = null)
    {
        ArgumentNullException.ThrowIfNull(twin);
        using var reader = SafetensorsReader.Open(file);
        return Load(twin, reader, layers);
    }

    /// <summary>The same from weights that are open.</summary>
    /// <param name="twin">The encoder.</param>
    /// <param name="weights">The weights of a trained encoder, or of a BERT.</param>
    /// <param name="layers">Which of its layers become layers 0, 1, 2, …; null: the first ones, in order.</param>
    /// <returns>The parameters that are new.</returns>
    /// <exception cref="WeightsException">A tensor of the trunk is missing, cut off, not finite or of another shape.</exception>
    public static IReadOnlyList<string> Load(TwinEncoder twin, IWeightSource weights, IReadOnlyList<int>? layers = null) =>
        [.. PretrainedWeights.Load(twin.Parameters, weights, layers, New).Where(name => !TakeFromCosine(twin, weights, name))];

    /// <summary>Keeps the table of the input's vectors as it is: most of an encoder's weights, and a domain's texts touch few of its rows.</summary>
    /// <param name="twin">The encoder.</param>
    public static void FreezeWords(TwinEncoder twin)
    {
        ArgumentNullException.ThrowIfNull(twin);
        foreach (var (_, table) in twin.Parameters.All.Where(entry => entry.Key.EndsWith(WordPieceEmbedding.Words, StringComparison.Ordinal)))
        {
            table.requires_grad = false;
        }
    }

    private static bool TakeFromCosine(TwinEncoder twin, IWeightSource file, string name)
    {
        var cosine = $"{HeadKind.Cosine.Name()}.{name[(name.LastIndexOf('.') + 1)..]}";
        if (!name.Contains(PriorPart, StringComparison.Ordinal) || !file.Names.Contains(cosine))
        {
            return false;
        }

        using var untracked = no_grad();
        twin.Parameters.All[name].fill_(file.Read(cosine, 1)[0]);
        return true;
    }
}
