using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;
using TwinBert.Terminal;
using TwinBert.Training.Distillation;
using TwinBert.Training.Files;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.Starts;
using TwinBert.Training.Texts;
using TwinBert.Training.Weights;
using static TorchSharp.torch;

namespace TwinBert.Training.Towers;

/// <summary>
/// Trains one tower of unequal twins: 1 opens the weights that it begins with; 2 reads the texts, and makes queries; 3 has the teachers encode them; 4 finds
/// their space, or takes another run's or a package's; 5 makes the tower's last layer as good as it can be before anything else has learned; 6 trains.
/// </summary>
/// <param name="options">What to read and to make.</param>
/// <param name="session">The run.</param>
internal sealed class TowerRun(TowerOptions options, RunSession session)
{
    /// <summary>The file of the space in a run's folder.</summary>
    public const string SpaceFile = "space.safetensors";

    /// <summary>What teachers read before a document, among a run's options.</summary>
    public const string DocumentPrefixOption = "--document-prefix";

    private const string TextsHash = "texts";
    private const string WeightsHash = "weights";
    private const string VocabularyHash = "vocabulary";
    private const string SpaceHash = "space";
    private const string DocumentsHash = "documents";
    private const int SpaceSample = 1500;
    private const int RunSize = 16;
    private const int DevBatches = 4;
    private const double WarmUp = 0.03;

    /// <summary>Runs to the end.</summary>
    /// <param name="cancellationToken">Stops after the batch or step that runs.</param>
    public void Run(CancellationToken cancellationToken)
    {
        using var start = TowerWeights.Open(options.From, options.Side, options.Vocabulary);
        var vocabulary = options.Vocabulary ?? start.Vocabulary;
        var (content, tokenizer) = PretrainedBert.ReadVocabulary(vocabulary);
        var seed = session.Request.Seed;
        var texts = TowerTexts.Read(options, File.ReadLines(vocabulary), seed, cancellationToken);
        session.Display.Say(
            $"{texts.Texts.Count} texts, {texts.Misspelt.Count} misspelt; {texts.Trained.Count} units to train on, {texts.Held.Count} held out");
        var layers = options.Layers.Count > 0 ? options.Layers : [.. Enumerable.Range(0, start.Trunk.Layers)];
        var trunk = start.Trunk with { Layers = layers.Count };
        var package = options.Documents is null ? null : ModelPackage.Load(options.Documents);
        var space = options.Space is null ? null : Path.Combine(options.Space, SpaceFile);
        var goesOn = package is not null && start.Documents == package.Fingerprint;
        using var student = Student(goesOn ? start.Weights : new TrunkAlone(start.Weights), trunk, layers, package?.Dimensions ?? Dimensions(space));
        session.Note(Hashes(start, vocabulary, texts, space, package), new(options.QueryTokens, options.DocumentTokens), student.Shape);
        File.WriteAllBytes(session.Folder.Vocabulary, content);
        Take(package);

        var encoder = new TowerTargets(options, session, tokenizer, trunk.MaxPositions);
        var isKnown = space is not null || package is not null;
        var targets = encoder.Read(texts, isKnown ? null : Spread(texts, vocabulary, seed, cancellationToken), cancellationToken);
        var examples = Examples(texts, targets, tokenizer);
        if (package is not null)
        {
            examples = WithDocuments(examples, texts.Texts.Count, package, vocabulary, cancellationToken);
        }

        if (session.Folder.Metrics() is null && !goesOn)
        {
            session.Display.Say("the last layer, from what the transformer gives as it is");
            DownscaleFit.Fit(student.Query, examples, [.. texts.Trained.SelectMany(unit => unit).Where(examples.IsRead)], Seeds.Of(seed, 4), cancellationToken);
        }

        var clusters = EmbeddingClusters.Of(texts.Trained, examples.Targets, Seeds.Of(seed, 5));
        var batches = new NeighbourBatches(clusters, options.Batch, RunSize, Seeds.Of(seed, 6));
        var dev = texts.Held.SelectMany(unit => unit).Chunk(options.Batch).Take(DevBatches).ToArray();
        var task = new TowerTask(student.Query, examples, batches, options.Side == TextKind.Document, dev);
        session.Train(student.Parameters, student.Mode, task, settings => settings with { WarmUp = WarmUp }, cancellationToken);
    }

    private int Dimensions(string? space) => space is null ? options.Dimensions : EmbeddingSpace.DimensionsOf(space);

    /// <summary>Takes over the space of a package, and the package, so that the run is whole without it.</summary>
    private void Take(ModelPackage? package)
    {
        if (package is not null)
        {
            using var space = EmbeddingSpace.Of(package);
            space.Write(Path.Combine(session.Folder.Path, SpaceFile));
            session.Folder.KeepDocuments(package);
        }
    }

    private TowerExamples WithDocuments(
        TowerExamples examples, int places, ModelPackage package, string vocabulary, CancellationToken cancellationToken)
    {
        var seed = session.Request.Seed;
        var read = Documents(options.Sample, vocabulary, seed, cancellationToken);
        var documents = DocumentVectors.Of(
            package, [.. read.Texts.Where(text => text.Kind == TextKind.Document).Select(text => text.Text)], session, cancellationToken);
        session.Display.Say($"{documents.Count} documents to rank");
        var all = examples.Targets.With(documents);
        return examples with { Targets = all, Documents = NearDocuments.Of(all, places, examples.Targets.Count, Seeds.Of(seed, 8), cancellationToken) };
    }

    /// <summary>
    /// What a space is found on: documents and the queries that stand beside them, since documents are what is stored in it; of a query tower's texts, those
    /// that its queries are made of.
    /// </summary>
    private TowerTexts Spread(TowerTexts texts, string vocabulary, int seed, CancellationToken cancellationToken) =>
        options.Side == TextKind.Document
            ? texts
            : Documents(options.Sample ?? SpaceSample, vocabulary, seed, cancellationToken);

    private TowerTexts Documents(int? sample, string vocabulary, int seed, CancellationToken cancellationToken) =>
        TowerTexts.Read(options with { Side = TextKind.Document, Sample = sample }, File.ReadLines(vocabulary), seed, cancellationToken);

    /// <summary>The hashes of the teachers' files that a run had, in their order.</summary>
    /// <param name="record">What the run is; <see langword="null"/> where there is none.</param>
    public static IEnumerable<string> TeachersOf(RunRecord? record) =>
        (record?.Data ?? new Dictionary<string, string>())
        .Where(entry => entry.Key is not (TextsHash or WeightsHash or VocabularyHash or SpaceHash or DocumentsHash)).Select(entry => entry.Value);

    /// <summary>
    /// The tower as it begins. A downscale of another space would be no beginning for this one, and is not among the weights: it is fitted anew.
    /// </summary>
    private TwinEncoder Student(IWeightSource weights, TrunkShape trunk, IReadOnlyList<int> layers, int dimensions)
    {
        var student = new TwinEncoder(new(new(trunk, options.Pooling, dimensions), TowerSharing.Everything), session.Request.Seed);
        try
        {
            PretrainedWeights.Load(student.Parameters, weights, layers, "downscale.", "pooler.");
            foreach (var (name, parameter) in student.Parameters.All.Where(entry => IsFrozen(entry.Key)))
            {
                parameter.requires_grad = false;
            }

            return student;
        }
        catch
        {
            student.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Words that the texts lack would drift away from those that they have, so that their table stays; with frozen layers, all below them too.
    /// </summary>
    private bool IsFrozen(string name) =>
        name == WordPieceEmbedding.Words
        || (options.FrozenLayers > 0 && name.StartsWith("embeddings.", StringComparison.Ordinal))
        || Enumerable.Range(0, options.FrozenLayers).Any(layer => name.StartsWith($"encoder.layer.{layer}.", StringComparison.Ordinal));

    private TowerExamples Examples(TowerTexts texts, EmbeddingTargets targets, Model.Tokenization.WordPieceTokenizer tokenizer)
    {
        var ids = texts.Texts.Select(text => (text.Text, text.Limit)).Concat(texts.Misspelt.Select(entry => (entry.Text, options.QueryTokens)))
            .AsParallel().AsOrdered().Select(text => (ReadOnlyMemory<int>)tokenizer.Encode(text.Item1, text.Item2).Ids).ToArray();
        return new(
            ids,
            targets.With([.. texts.Misspelt.Select(entry => entry.Meant)]),
            [.. Enumerable.Range(0, texts.Texts.Count), .. texts.Misspelt.Select(entry => entry.Meant)],
            [.. texts.Texts.Select(text => text.Kind == options.Side), .. texts.Misspelt.Select(_ => true)]);
    }

    private Dictionary<string, string> Hashes(TowerWeights start, string vocabulary, TowerTexts texts, string? space, ModelPackage? package)
    {
        var hashes = new Dictionary<string, string>
        {
            [TextsHash] = texts.Hash,
            [WeightsHash] = RunFile.Hash(start.File),
            [VocabularyHash] = RunFile.Hash(vocabulary),
        };
        foreach (var file in options.Teachers.Select(teacher => teacher.File))
        {
            hashes[file] = File.Exists(file)
                ? RunFile.Hash(file)
                : throw new UnusableInputException($"The sentence encoder '{file}' does not exist. Give an ONNX file with --teacher.");
        }

        if (space is not null)
        {
            hashes[SpaceHash] = RunFile.Hash(space);
        }

        if (package is not null)
        {
            hashes[DocumentsHash] = RunFile.Hash(package.DocumentEncoderFile);
        }

        return hashes;
    }
}
