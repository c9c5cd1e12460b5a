using TwinBert.TestKit.Datasets;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Teachers;
using TwinBert.Training.Tests.Corpus;
using Xunit;

namespace TwinBert.Training.Tests.Teachers;

public sealed class TeacherRankingTests
{
    [Fact]
    public void Write_ScoredPairs_TheBestFirst()
    {
        using var data = TestData.Kettles(4, (0, 1), (3, 0));
        var set = TestData.Set(data);
        var (scores, run) = (Path.Combine(data.Folder, "scores.tsv"), Path.Combine(data.Folder, "teacher.run"));
        using (var file = ScoreFile.Open(scores, new("teacher", "f")))
        {
            file.Append([new("q", "d00", -1.5f), new("q", "d01", 9), new("q", "d02", 2.25f), new("q", "d03", -1.5f)]);
        }

        TeacherRanking.Write(run, scores, PairList.Of([set], 10, 1, 1), set.Corpus.Ids, "teacher");

        // Nobody judged d02 and d01, and one of them was asked for; BM25 has d03 before d00.
        Assert.Equal("q Q0 d02 1 2.25 teacher\nq Q0 d03 2 -1.5 teacher\nq Q0 d00 3 -1.5 teacher\n", File.ReadAllText(run));
    }
}
