using TwinBert.Model.Tokenization;
using TwinBert.Terminal;
using TwinBert.Training.Heads;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Students;

/// <summary>The encoder that a student starts as, with its head and its tokenizer. Owns the encoder.</summary>
internal sealed class StudentModel : IDisposable
{
    private StudentModel(TwinEncoder twin, CrossingHead head, ITextTokenizer tokenizer, string weights, string vocabulary) =>
        (Twin, Head, Tokenizer, Weights, Vocabulary) = (twin, head, tokenizer, weights, vocabulary);

    /// <summary>The encoder.</summary>
    public TwinEncoder Twin { get; }

    /// <summary>Its head, which goes on where the run that it starts from had the same.</summary>
    public CrossingHead Head { get; }

    /// <summary>Cuts texts for it.</summary>
    public ITextTokenizer Tokenizer { get; }

    /// <summary>The file that its weights are from.</summary>
    public string Weights { get; }

    /// <summary>The file of its vocabulary.</summary>
    public string Vocabulary { get; }

    /// <summary>Opens it.</summary>
    /// <param name="plan">Where it starts.</param>
    /// <param name="seed">Decides the weights that are new.</param>
    /// <exception cref="Model.Weights.WeightsException">Weights or vocabulary are missing or do not fit.</exception>
    public static StudentModel Open(DistillPlan plan, int seed)
    {
        var folder = new RunFolder(plan.Student);
        return File.Exists(folder.MetricsFile) || File.Exists(folder.BestWeights) ? OfRun(folder, plan, seed) : OfBert(plan, seed);
    }

    /// <inheritdoc/>
    public void Dispose() => Twin.Dispose();

    private static StudentModel OfRun(RunFolder folder, DistillPlan plan, int seed)
    {
        var (record, weights) = folder.Finished();
        var shape = record.Model
            ?? throw new UnusableInputException(
                $"'{folder.Path}' is the run of {record.Command}, which trains no encoder. Give with --student a run that does, or a BERT.");
        var (_, tokenizer) = PretrainedBert.ReadVocabulary(folder.Vocabulary);
        return Filled(new TwinEncoder(shape, seed), plan.Head, tokenizer, (weights, folder.Vocabulary), null);
    }

    private static StudentModel OfBert(DistillPlan plan, int seed)
    {
        var vocabulary = plan.Vocabulary ?? Path.Combine(plan.Student, "vocab.txt");
        using var bert = PretrainedBert.Open(plan.Student, vocabulary);
        var trunk = TrunkShape.Of(bert.Config) with { Layers = plan.Layers.Count > 0 ? plan.Layers.Count : bert.Config.Layers };
        var twin = new TwinEncoder(new(new(trunk, plan.Pooling, plan.Dimensions), TowerSharing.Everything), seed);
        return Filled(twin, plan.Head, bert.Tokenizer, (bert.WeightsPath, vocabulary), plan.Layers.Count > 0 ? plan.Layers : null);
    }

    private static StudentModel Filled(
        TwinEncoder twin,
        HeadShape shape,
        ITextTokenizer tokenizer,
        (string Weights, string Vocabulary) files,
        IReadOnlyList<int>? layers)
    {
        try
        {
            var head = CrossingHead.Of(twin.Parameters, shape with { Dimensions = twin.Shape.Tower.Dimensions });
            StudentStart.Load(twin, files.Weights, layers);
            return new(twin, head, tokenizer, files.Weights, files.Vocabulary);
        }
        catch
        {
            twin.Dispose();
            throw;
        }
    }
}
