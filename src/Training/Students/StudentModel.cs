using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;
using TwinBert.Terminal;
using TwinBert.Training.Corpus;
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

    /// <summary>The encoder; its document tower means nothing where documents are <see cref="Kept"/>.</summary>
    public TwinEncoder Twin { get; }

    /// <summary>Its head, which goes on where the run that it starts from had the same.</summary>
    public CrossingHead Head { get; }

    /// <summary>Cuts texts for it.</summary>
    public ITextTokenizer Tokenizer { get; }

    /// <summary>The file that its weights are from.</summary>
    public string Weights { get; }

    /// <summary>The file of its vocabulary.</summary>
    public string Vocabulary { get; }

    /// <summary>
    /// The package whose documents stay as they are, while the query tower learns alone; <see langword="null"/>: documents are the encoder's.
    /// </summary>
    public ModelPackage? Kept { get; private init; }

    /// <summary>Opens it.</summary>
    /// <param name="plan">Where it starts.</param>
    /// <param name="seed">Decides the weights that are new.</param>
    /// <exception cref="Model.Weights.WeightsException">Weights or vocabulary are missing or do not fit.</exception>
    public static StudentModel Open(DistillPlan plan, int seed)
    {
        if (File.Exists(Path.Combine(plan.Student, ModelManifest.FileName)))
        {
            return OfPackage(plan, seed);
        }

        var folder = new RunFolder(plan.Student);
        var isRun = File.Exists(folder.MetricsFile) || File.Exists(folder.BestWeights);
        return plan.QueryAlone && !(isRun && folder.KeepsDocuments)
            ? throw new UnusableInputException(
                $"--query-alone keeps the documents of a package as they are, and '{plan.Student}' is none. Export the run first, or leave the option out.")
            : isRun ? OfRun(folder, plan, seed) : OfBert(plan, seed);
    }

    /// <summary>Whether the two numbers that turn the encoder's cosines into logits are new, of no earlier training.</summary>
    public bool IsHeadNew { get; private init; }

    /// <summary>Its documents. The caller disposes them before it.</summary>
    /// <param name="corpus">The documents.</param>
    /// <param name="folder">Keeps what is encoded of those that stay as they are.</param>
    public IStudentDocuments Documents(TrainingCorpus corpus, string folder) =>
        Kept is null ? new LearnedDocuments(Twin, corpus) : KeptDocuments.Open(Kept, corpus, folder);

    /// <inheritdoc/>
    public void Dispose() => Twin.Dispose();

    private static StudentModel OfPackage(DistillPlan plan, int seed)
    {
        using var start = PackageTwin.Open(plan);
        var (_, tokenizer) = PretrainedBert.ReadVocabulary(start.Vocabulary);
        var twin = new TwinEncoder(start.Shape, seed);
        return Filled(twin, plan.Head, tokenizer, (start.File, start.Vocabulary), student => StudentStart.Load(student, start.Weights), start.Kept);
    }

    private static StudentModel OfRun(RunFolder folder, DistillPlan plan, int seed)
    {
        var (record, weights) = folder.Finished();
        var shape = record.Model
            ?? throw new UnusableInputException(
                $"'{folder.Path}' is the run of {record.Command}, which trains no encoder. Give with --student a run that does, or a BERT.");
        var (_, tokenizer) = PretrainedBert.ReadVocabulary(folder.Vocabulary);
        return Filled(
            new TwinEncoder(shape, seed), plan.Head, tokenizer, (weights, folder.Vocabulary), twin => StudentStart.Load(twin, weights), folder.Documents());
    }

    private static StudentModel OfBert(DistillPlan plan, int seed)
    {
        var vocabulary = plan.Vocabulary ?? Path.Combine(plan.Student, "vocab.txt");
        using var bert = PretrainedBert.Open(plan.Student, vocabulary);
        var trunk = TrunkShape.Of(bert.Config) with { Layers = plan.Layers.Count > 0 ? plan.Layers.Count : bert.Config.Layers };
        var twin = new TwinEncoder(new(new(trunk, plan.Pooling, plan.Dimensions), TowerSharing.Everything), seed);
        var layers = plan.Layers.Count > 0 ? plan.Layers : null;
        return Filled(twin, plan.Head, bert.Tokenizer, (bert.WeightsPath, vocabulary), student => StudentStart.Load(student, bert.WeightsPath, layers));
    }

    private static StudentModel Filled(
        TwinEncoder twin,
        HeadShape shape,
        ITextTokenizer tokenizer,
        (string Weights, string Vocabulary) files,
        Func<TwinEncoder, IReadOnlyList<string>> load,
        ModelPackage? kept = null)
    {
        try
        {
            var head = CrossingHead.Of(twin.Parameters, shape with { Dimensions = twin.Shape.Tower.Dimensions });
            var added = load(twin);
            return new(twin, head, tokenizer, files.Weights, files.Vocabulary) { Kept = kept, IsHeadNew = added.Any(IsOfCosine) };

            bool IsOfCosine(string name) =>
                name.StartsWith(head.Name + ".", StringComparison.Ordinal) && name.EndsWith(CosineLogit.Scale, StringComparison.Ordinal);
        }
        catch
        {
            twin.Dispose();
            throw;
        }
    }
}
