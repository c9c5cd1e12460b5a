using TwinBert.Terminal;
using TwinBert.Training.Reports;
using TwinBert.Training.Tests.Candidates;
using Xunit;

namespace TwinBert.Training.Tests.Reports;

public sealed class EvaluationResultsTests : IDisposable
{
    private readonly ReportData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Read_FilesOfOneSplit_AreOneResultWithEveryRowOnce()
    {
        var one = _data.Result("one.json", "movies", 10, ("a", "alone", null, 0.81), ("a", "blend", 2, 0.82), ("b", "alone", null, 0.84));
        var two = _data.Result("two.json", "movies", 10, ("a", "alone", null, 0.99), ("a", "tuned_blend", 3, 0.85), ("a", "blend", 1, 0.83));
        var other = _data.Result("other.json", "shop", 3);

        var results = EvaluationResults.Read([one, other, two]);

        Assert.Equal(["movies, test", "shop, test"], results.Select(result => result.Title));
        Assert.Equal([0.75, 0.81, 0.83, 0.82, 0.85, 0.84], results[0].Rows.Select(row => row.Top100.Ndcg));
        Assert.Equal("a", results[0].Rows[^1].Top100.AgainstFirst!.Row);
        Assert.Equal("dev", results[0].Rows[^2].Tuned!.Split);
    }

    [Fact]
    public void Read_OtherQueriesOfTheSameSplit_AreRefused()
    {
        var files = new[] { _data.Result("one.json", "movies", 10), _data.Result("two.json", "movies", 9) };

        Assert.Contains("two.json", Assert.Throws<UnusableInputException>(() => EvaluationResults.Read(files)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("nDCG@10")]
    [InlineData(null)]
    public void Read_NoResult_IsNamed(string? content)
    {
        var path = _data.Place("stray.json");
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        Assert.Contains($"'{path}'", Assert.Throws<UnusableInputException>(() => EvaluationResults.Read([path])).Message, StringComparison.Ordinal);
    }
}
