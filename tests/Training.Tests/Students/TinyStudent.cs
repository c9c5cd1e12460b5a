using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.TestKit.Datasets;
using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.Students;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Tests.Corpus;

namespace TwinBert.Training.Tests.Students;

/// <summary>
/// An encoder of one small layer with a head, and a dataset of three topics: a document of a query's topic is relevant, and the teacher says so. All is
/// made from fixed seeds.
/// </summary>
internal sealed class TinyStudent : IDisposable
{
    public const int Topics = 3;
    private const int QueriesOfTopic = 4;
    private const int DocumentsOfTopic = 4;
    private static readonly string[] Words = ["kettle", "lamp", "sofa"];
    private readonly TemporaryDataset _data;

    /// <summary>Makes all of it.</summary>
    /// <param name="kind">The head.</param>
    /// <param name="teacher">The teacher's score of a relevant document; another's is as much below zero.</param>
    /// <param name="sharing">What the towers share.</param>
    public TinyStudent(HeadKind kind = HeadKind.Cosine, float teacher = 4, TowerSharing sharing = TowerSharing.Everything)
    {
        _data = Dataset();
        Set = TestData.Set(_data);
        Twin = new(new(new(Trunk, Pooling.Mean, 8), sharing), 1);
        Head = CrossingHead.Of(Twin.Parameters, new(kind, 8) { InnerSize = 6, Units = 2 });
        Scores = Score(teacher);
        Lists = new(Set, Scores, new() { Queries = 4, Documents = 4, Relevant = 1, RunLength = 2 }, 1);
        Documents = new LearnedDocuments(Twin, Set.Corpus);
        Dev = new(DevQueries.Spread(Set, 100));
    }

    public static TrunkShape Trunk { get; } = new()
    {
        Input = EncoderInput.WordPiece, VocabularySize = 128, HiddenSize = 16, Layers = 1, Heads = 2, IntermediateSize = 32, MaxPositions = 64,
    };

    public string Folder => _data.Folder;

    public TrainingSet Set { get; }

    public TeacherScores Scores { get; }

    public TeacherLists Lists { get; }

    public StudentEvaluation Dev { get; }

    public TwinEncoder Twin { get; }

    public IStudentDocuments Documents { get; }

    public CrossingHead Head { get; }

    public StudentTask Task(StudentLosses losses) => new(Twin, Head, Documents, Set, Lists, new() { Losses = losses }, Dev);

    public TrainingState Run(ITrainingTask task, TrainingSettings settings, Action<int>? stepped, CancellationToken cancellationToken) =>
        new TrainingLoop(Twin.Parameters, settings, new(Path.Combine(Folder, "run")), new Watch(stepped), TimeProvider.System).Run(task, cancellationToken);

    public void Dispose()
    {
        Twin.Dispose();
        _data.Dispose();
    }

    private static bool IsRelevant(int query, int document) => query / QueriesOfTopic == document / DocumentsOfTopic;

    private static TemporaryDataset Dataset()
    {
        var corpus = Enumerable.Range(0, Topics * DocumentsOfTopic).Select(
            i => $$"""{"_id":"d{{i}}","text":"{{Words[i / DocumentsOfTopic]}} {{new string((char)('b' + i), 3)}}"}""");
        var queries = Enumerable.Range(0, Topics * QueriesOfTopic).Select(
            i => $$"""{"_id":"q{{i}}","text":"{{new string((char)('o' + (i % 8)), 1 + (i % 3))}} {{Words[i / QueriesOfTopic]}}"}""");
        var judgements = from query in Enumerable.Range(0, Topics * QueriesOfTopic)
                         from document in Enumerable.Range(0, Topics * DocumentsOfTopic)
                         where (query + document) % 4 != 0
                         select $"q{query}\td{document}\t{(IsRelevant(query, document) ? 1 : 0)}";
        return new(string.Join('\n', corpus), string.Join('\n', queries), "query-id\tcorpus-id\tscore\n" + string.Join('\n', judgements));
    }

    private TeacherScores Score(float teacher)
    {
        var path = Path.Combine(Folder, "scores.tsv");
        using (var file = ScoreFile.Open(path, new("cross", "1")))
        {
            file.Append(from query in Enumerable.Range(0, Topics * QueriesOfTopic)
                        from document in Enumerable.Range(0, Topics * DocumentsOfTopic)
                        where (query + document) % 6 != 1
                        select new PairScore($"q{query}", $"d{document}", IsRelevant(query, document) ? teacher : -teacher));
        }

        return TeacherScores.Read(path, Set);
    }

    private sealed class Watch(Action<int>? stepped) : ITrainingProgress
    {
        public void Stepped(int step, int steps, double loss, double learningRate) => stepped?.Invoke(step);

        public void Evaluated(CurvePoint point, bool isBest)
        {
        }
    }
}
