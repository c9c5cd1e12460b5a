using TwinBert.TestKit.Datasets;
using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Tests.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.Sampling;

public sealed class TeacherListsTests
{
    private static readonly ListRecipe Recipe = new() { Queries = 4, Documents = 3, Relevant = 1, RunLength = 2 };

    [Fact]
    public void Item_AnyStep_ListsOfScoredDocumentsWithWhatIsKnownOfThem()
    {
        using var data = Topics();
        var (set, scores) = Scored(data, (query, document) => (query * 100) + document);
        var lists = new TeacherLists(set, scores, Recipe, 1);
        for (var step = 0; step < 20; step++)
        {
            var batch = lists[step];
            Assert.Equal(4, batch.Queries.Count);
            Assert.Equal(batch.Documents.Count, batch.Documents.Distinct().Count());
            for (var row = 0; row < 4; row++)
            {
                var query = batch.Queries[row];
                var list = Enumerable.Range(row * 3, 3)
                    .Select(at => (Document: batch.Documents[batch.Places[at]], Score: batch.Scores[at], Grade: batch.Grades[at]))
                    .ToArray();
                Assert.Equal(3, list.Select(entry => entry.Document).Distinct().Count());
                Assert.All(list, entry => Assert.Equal((query * 100) + entry.Document, entry.Score));
                Assert.All(list, entry => Assert.Equal(set.Queries[query].GradeOf(entry.Document), entry.Grade));
                Assert.Contains(list, entry => entry.Grade > 0);
                for (var column = 0; column < batch.Documents.Count; column++)
                {
                    var at = (row * batch.Documents.Count) + column;
                    Assert.Equal(scores.Of(query, batch.Documents[column]), batch.AllScores[at]);
                    Assert.Equal(set.Queries[query].GradeOf(batch.Documents[column]), batch.AllGrades[at]);
                }
            }
        }
    }

    [Fact]
    public void Item_QueriesWithCommonDocuments_ShareThem()
    {
        using var data = Topics();
        var (set, scores) = Scored(data, (query, document) => document);
        var together = new TeacherLists(set, scores, Recipe with { RunLength = 4 }, 1);
        Assert.All(Enumerable.Range(0, together.StepsPerEpoch), step => Assert.InRange(together[step].Documents.Count, 3, 6));
    }

    [Fact]
    public void Item_ManySteps_ShowsEveryQueryAndEveryScore()
    {
        using var data = Topics();
        var (set, scores) = Scored(data, (query, document) => document);
        var lists = new TeacherLists(set, scores, Recipe, 1);
        Assert.Equal(3, lists.StepsPerEpoch);
        Assert.Equal(lists.Queries, Enumerable.Range(0, 3).SelectMany(step => lists[step].Queries).Order());
        var seen = Enumerable.Range(0, 300).Select(step => lists[step]).SelectMany(batch => Enumerable.Range(0, batch.Places.Length)
            .Select(at => (batch.Queries[at / 3], batch.Documents[batch.Places[at]]))).Distinct();
        Assert.Equal(12 * 6, seen.Count());
    }

    [Fact]
    public void Item_SameSeed_TheSameWhateverWasDrawnBefore()
    {
        using var data = Topics();
        var (set, scores) = Scored(data, (query, document) => document);
        string Flat(TeacherLists lists, int step) =>
            string.Join(' ', lists[step].Queries) + "|" + string.Join(' ', lists[step].Documents) + "|" + string.Join(' ', lists[step].Places);
        var lists = new TeacherLists(set, scores, Recipe, 1);
        var all = Enumerable.Range(0, 10).Select(step => Flat(lists, step)).ToArray();
        Assert.Equal(all[6], Flat(new TeacherLists(set, scores, Recipe, 1), 6));
        Assert.NotEqual(all[6], Flat(new TeacherLists(set, scores, Recipe, 2), 6));
    }

    [Fact]
    public void Item_ShortLists_EndInNothingKnown()
    {
        using var data = Topics();
        var (set, scores) = Scored(data, (query, document) => document, documents: 2);
        var batch = new TeacherLists(set, scores, Recipe, 1)[0];
        Assert.All(Enumerable.Range(0, 4), row =>
        {
            Assert.False(float.IsNaN(batch.Scores[(row * 3) + 1]));
            Assert.Equal((0, float.NaN, JudgedDocument.Unjudged), (batch.Places[(row * 3) + 2], batch.Scores[(row * 3) + 2], batch.Grades[(row * 3) + 2]));
        });
    }

    [Fact]
    public void Constructor_SingleScores_RefusedAsThereIsNothingToCompare()
    {
        using var data = Topics();
        var (set, scores) = Scored(data, (query, document) => document, documents: 1);
        Assert.Throws<ArgumentException>(() => new TeacherLists(set, scores, Recipe, 1));
    }

    // Three topics of four queries; the six documents of a topic match its queries alone, and its first is relevant to all of them.
    private static TemporaryDataset Topics()
    {
        var corpus = string.Join('\n', Enumerable.Range(0, 18).Select(i => $$"""{"_id":"d{{i}}","text":"topic{{i / 6}}"}"""));
        var queries = string.Join('\n', Enumerable.Range(0, 12).Select(i => $$"""{"_id":"q{{i}}","text":"topic{{i / 4}}"}"""));
        var judgements = Enumerable.Range(0, 12).SelectMany(i => new[] { $"q{i}\td{i / 4 * 6}\t1", $"q{i}\td{(i / 4 * 6) + 1}\t0" });
        return new(corpus, queries, string.Join('\n', judgements));
    }

    private static (TrainingSet Set, TeacherScores Scores) Scored(TemporaryDataset data, Func<int, int, float> score, int documents = 6)
    {
        var set = TestData.Set(data);
        var path = Path.Combine(data.Folder, "scores.tsv");
        using (var file = ScoreFile.Open(path, new("cross", "1")))
        {
            file.Append(Enumerable.Range(0, 12).SelectMany(query => Enumerable.Range(query / 4 * 6, documents)
                .Select(document => new PairScore($"q{query}", $"d{document}", score(query, document)))));
        }

        return (set, TeacherScores.Read(path, set));
    }
}
