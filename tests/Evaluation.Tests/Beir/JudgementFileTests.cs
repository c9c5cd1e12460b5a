using System.Text;
using TwinBert.Evaluation.Beir;
using Xunit;

namespace TwinBert.Evaluation.Tests.Beir;

public sealed class JudgementFileTests
{
    private static readonly DatasetFile Queries = File("queries.tsv", "1\tred sofa\n2\tlamp\n");

    [Fact]
    public void Read_Quepid_HasTextsAndGrades()
    {
        const string Csv = """
            query,docid,rating
            "sofa, red ""and"" small",p-1,3
            "sofa, red ""and"" small",p-2,0
            lamp
            torch,p-9,1.0
            """;
        var set = JudgementFile.Read(File("ratings.csv", Csv), null, "all");

        Assert.Equal(["sofa, red \"and\" small", "torch"], set.Queries.Select(query => query.Text));
        Assert.Equal(["sofa,_red_\"and\"_small", "torch"], set.Queries.Select(query => query.Id));
        Assert.Equal([("p-1", 3), ("p-2", 0)], set.Queries[0].Grades.Select(grade => (grade.Key, grade.Value)));
    }

    [Fact]
    public void Read_QuepidWithMoreColumns_FindsItsOwn()
    {
        var set = JudgementFile.Read(File("case.csv", "Team Name,Query,Position,DocID,Rating\nus,lamp,1,p-3,2\n"), null, "all");
        Assert.Equal(2, Assert.Single(set.Queries).Grades["p-3"]);
    }

    [Theory]
    [InlineData("qrels.txt", "1 0 p-1 3\n2 0  p-2 1\n")]
    [InlineData("qrels.tsv", "query-id\tcorpus-id\tscore\n1\tp-1\t3\n2\tp-2\t1\n")]
    [InlineData("qrels.tsv", "1\tp-1\t3\n2\tp-2\t1\n")]
    public void Read_TrecOrBeir_TakesTextsFromTheOtherFile(string name, string text)
    {
        var set = JudgementFile.Read(File(name, text), Queries, "all");

        Assert.Equal([("1", "red sofa"), ("2", "lamp")], set.Queries.Select(query => (query.Id, query.Text)));
        Assert.Equal([3, 1], set.Queries.SelectMany(query => query.Grades.Values));
    }

    [Fact]
    public void Read_QueriesAsJsonLines_AreTakenToo()
    {
        var set = JudgementFile.Read(File("qrels.txt", "1 0 p-1 3\n"), File("queries.jsonl", """{"_id":"1","text":"sofa"}"""), "all");
        Assert.Equal("sofa", Assert.Single(set.Queries).Text);
    }

    [Theory]
    [InlineData("query,docid,rating\nlamp,p-1,good\n", "line 2")]
    [InlineData("query,docid,rating\nlamp,p-1,1\nlamp,p-1,2\n", "judged twice")]
    [InlineData("query,docid,rating\nlamp,p-1,1.5\n", "whole number")]
    [InlineData("1 0 p-1\n", "line 1")]
    [InlineData("3 0 p-1 1\n", "'3' is judged, but is not in queries.tsv")]
    [InlineData("", "no judgements")]
    public void Read_Malformed_NamesTheLine(string text, string expected)
    {
        var error = Assert.Throws<DatasetException>(() => JudgementFile.Read(File("judgements", text), Queries, "all"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IdsWithoutTexts_AsksForThem()
    {
        var error = Assert.Throws<DatasetException>(() => JudgementFile.Read(File("qrels.txt", "1 0 p-1 3\n"), null, "all"));
        Assert.Contains("--queries", error.Message, StringComparison.Ordinal);
    }

    private static DatasetFile File(string name, string text) => new(name, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
