using TwinBert.Export.Graphs;
using TwinBert.Terminal;
using TwinBert.Training.Files;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.Texts;
using TwinBert.Training.Weights;
using static TorchSharp.torch;

namespace TwinBert.Training.Distillation;

/// <summary>
/// Teaches a small encoder to embed as larger ones do, on texts that nobody labelled: 1 opens the teacher that it starts from, and the earlier run where it
/// goes on from one; 2 reads the texts; 3 makes the student; 4 has all teachers encode the texts; 5 puts texts together that are alike; 6 trains.
/// </summary>
/// <param name="options">What to read and to make.</param>
/// <param name="session">The run.</param>
internal sealed class EmbedDistillRun(EmbedDistillOptions options, RunSession session)
{
    private const string Texts = "texts";
    private const int RunSize = 16;
    private const int DevBatches = 6;
    private const int CalibrationTexts = 32;
    private const double WarmUp = 0.03;
    private readonly EarlierDistillation? _start = options.Start is null ? null : EarlierDistillation.Open(options.Start);

    /// <summary>Runs to the end.</summary>
    /// <param name="cancellationToken">Stops after the batch or step that runs.</param>
    public void Run(CancellationToken cancellationToken)
    {
        using var bert = PretrainedBert.Open(options.Teacher, options.Vocabulary);
        var limit = Math.Max(options.MaxTokens, options.DocumentTokens);
        if (limit > bert.Config.MaxPositions)
        {
            throw new UnusableInputException(
                $"The model in '{options.Teacher}' has {bert.Config.MaxPositions} positions, and texts of {limit} tokens are asked for. Give less with "
                    + "--max-tokens or --document-tokens.");
        }

        var seed = session.Request.Seed;
        var texts = DistillationTexts.Read(options, seed, cancellationToken);
        session.Display.Say($"{texts.Texts.Count} texts; {texts.Trained.Count} units to train on, {texts.Held.Count} held out");
        var neighbours = options.QueryNeighbours > 0 ? QueryNeighbours.Of(texts, options) : null;
        var ids = Encode(bert, texts, (_, text) => text, 0, cancellationToken);
        using var student = Student(bert);
        session.Note(Hashes(bert, texts), new(options.MaxTokens, options.DocumentTokens), student.Shape);
        File.WriteAllBytes(session.Folder.Vocabulary, bert.Vocabulary);

        var teachers = Teachers(bert, texts, ids, cancellationToken);
        var units = neighbours?.Units(teachers, Seeds.Of(seed, 3), cancellationToken) ?? texts.Trained;
        if (neighbours is not null)
        {
            session.Display.Say(
                $"{units.Count} units to train on, with queries beside {options.QueryNeighbours} of the {options.OfNearest} documents nearest to each");
        }

        var clusters = EmbeddingClusters.Of(units, teachers[0].Targets, Seeds.Of(seed, 1));
        var batches = new NeighbourBatches(clusters, options.Batch, RunSize, Seeds.Of(seed, 2));
        var dev = texts.Held.SelectMany(unit => unit).Chunk(options.Batch).Take(DevBatches).ToArray();
        var task = new EmbeddingDistillationTask(student.Query, ids, teachers, Maps(student, teachers), batches, dev);
        session.Train(student.Parameters, student.Mode, task, settings => settings with { WarmUp = WarmUp }, cancellationToken);
    }

    private TwinEncoder Student(PretrainedBert bert)
    {
        var trunk = TrunkShape.Of(bert.Config) with { Layers = options.Layers.Count > 0 ? options.Layers.Count : bert.Config.Layers };
        var student = new TwinEncoder(_start?.Shape ?? new(new(trunk, options.Pooling, options.Dimensions), TowerSharing.Everything), session.Request.Seed);
        try
        {
            if (_start is null)
            {
                bert.Fill(student.Parameters, options.Layers, "downscale.", "pooler.");
            }

            // Words that the texts lack would drift away from those that they have.
            student.Parameters.All[WordPieceEmbedding.Words].requires_grad = false;
            return student;
        }
        catch
        {
            student.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The maps to the teachers' embeddings: the first teacher's starts as it is, as the student's layers come from there. A student that goes on takes
    /// them from where it started, with everything else.
    /// </summary>
    private DenseLayer[] Maps(TwinEncoder student, IReadOnlyList<(EmbeddingTargets Targets, double Share)> teachers)
    {
        var hidden = student.Shape.Tower.Trunk.HiddenSize;
        var maps = teachers
            .Select(
                (teacher, i) => new DenseLayer(
                    student.Parameters,
                    student.Mode,
                    $"{EmbeddingDistillationTask.MapPrefix}{i}",
                    hidden,
                    teacher.Targets.Dimensions))
            .ToArray();
        if (_start is not null)
        {
            _start.Fill(student.Parameters);
            return maps;
        }

        using var untracked = no_grad();
        using var identity = eye(hidden);
        maps[0].Weight.copy_(identity);
        return maps;
    }

    private List<(EmbeddingTargets Targets, double Share)> Teachers(
        PretrainedBert bert,
        DistillationTexts texts,
        ReadOnlyMemory<int>[] ids,
        CancellationToken cancellationToken)
    {
        var total = 1 + (options.Share * options.ScoreTeachers.Count);
        var graph = Path.Combine(session.Folder.Path, "teacher-0.onnx");
        RunFile.Write(
            graph,
            stream => BertEncoderExporter.Export(bert.Weights, bert.Config, options.TeacherPrecision, [.. ids.Take(CalibrationTexts)], stream));
        var teachers = new List<(EmbeddingTargets, double)> { (Read(graph, 0, ids, cancellationToken), 1 / total) };
        File.Delete(graph);
        foreach (var (i, file) in options.ScoreTeachers.Index())
        {
            var (query, document) = (options.QueryPrefix, options.DocumentPrefix);
            string Prefixed(TextKind kind, string text) => (kind == TextKind.Query ? query : document) + text;
            var prefix = Math.Max(Length(bert, query), Length(bert, document));
            var targets = Read(file, i + 1, Encode(bert, texts, Prefixed, prefix, cancellationToken), cancellationToken);
            if (options.Centre)
            {
                targets.Centre();
            }

            teachers.Add((targets, options.Share / total));
        }

        return teachers;
    }

    private EmbeddingTargets Read(string graph, int number, ReadOnlyMemory<int>[] ids, CancellationToken cancellationToken)
    {
        var progress = session.Display.Count($"encoding by {Path.GetFileName(graph)}", ids.Length);
        var file = Path.Combine(session.Folder.Path, $"teacher-{number}.f16");
        _start?.Lend(file);
        return new EncodedTexts(file).Read(graph, ids, session.Request.Threads, progress, cancellationToken);
    }

    private static ReadOnlyMemory<int>[] Encode(
        PretrainedBert bert,
        DistillationTexts texts,
        Func<TextKind, string, string> prefixed,
        int more,
        CancellationToken cancellationToken)
    {
        var ids = new ReadOnlyMemory<int>[texts.Texts.Count];
        Parallel.For(0, ids.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var text = texts.Texts[i];
            ids[i] = bert.Tokenizer.Encode(prefixed(text.Kind, text.Text), Math.Min(text.Limit + more, bert.Config.MaxPositions)).Ids;
        });
        return ids;
    }

    /// <summary>The pieces of a prefix, without the special tokens around them.</summary>
    private static int Length(PretrainedBert bert, string prefix) =>
        string.IsNullOrWhiteSpace(prefix) ? 0 : bert.Tokenizer.Encode(prefix, bert.Config.MaxPositions).Length - 2;

    private Dictionary<string, string> Hashes(PretrainedBert bert, DistillationTexts texts)
    {
        var hashes = new Dictionary<string, string>
        {
            [Texts] = texts.Hash,
            ["teacher"] = RunFile.Hash(bert.WeightsPath),
            ["vocabulary"] = RunFile.Hash(options.Vocabulary),
        };
        foreach (var file in options.ScoreTeachers)
        {
            hashes[file] = File.Exists(file)
                ? RunFile.Hash(file)
                : throw new UnusableInputException($"The sentence encoder '{file}' does not exist. Give an ONNX file with --score-teacher.");
        }

        if (_start is not null)
        {
            _start.RequireTeachers(hashes.Where(entry => entry.Key != Texts).ToDictionary());
            hashes["start"] = RunFile.Hash(_start.Weights);
        }

        return hashes;
    }
}
