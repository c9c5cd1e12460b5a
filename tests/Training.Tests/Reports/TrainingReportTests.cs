using System.Xml.Linq;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using TwinBert.Training.Commands;
using TwinBert.Training.Reports;
using TwinBert.Training.Tests.Candidates;
using Xunit;

namespace TwinBert.Training.Tests.Reports;

public sealed class TrainingReportTests : IDisposable
{
    private readonly ReportData _data = new();

    public TrainingReportTests()
    {
        _data.Finished("student", 2, "0.0002");
        _data.Stopped("teacher", 1, "0.0001");
        _data.Begun("begun", 3);
        Directory.CreateDirectory(Path.Combine(_data.Runs, "packages"));
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Write_Runs_InTheOrderInWhichTheyBeganWithWhatEachReached()
    {
        var text = Write();

        var rows = text.Split('\n').Where(line => line.Contains("`distill`", StringComparison.Ordinal)).ToArray();
        Assert.Equal("| `teacher` | `distill` | 40 of 100 | – | 3 | 20.0 s | 2 | bf16 | 1 |", rows[0]);
        Assert.Equal("| `student` | `distill` | 90 of 100 | 0.8750 at step 60 | 0.25 | 2.5 min | 0.598 | bf16 | 1 |", rows[1]);
        Assert.Equal("| `begun` | `distill` | 0 of 100 | – | – | – | – | bf16 | 1 |", rows[2]);
        Assert.Contains("- `teacher`, `student`, `begun`: Linux, X64, 2 processors, twinbert-train 1.2.3+0123456\n", text, StringComparison.Ordinal);
        Assert.Contains("| `--learning-rate` | `0.0001` | `0.0002` | `0.1` |", text, StringComparison.Ordinal);
        Assert.Contains("The same in every run that has the option: `--dataset movies`.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/data", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Results_AgainstBm25AndAgainstTheFirstModel()
    {
        var text = Write(
            _data.Result(
                "test.json",
                "movies",
                1125,
                ("student#cosine", "alone", null, 0.81),
                ("student#cosine", "tuned_blend", 2.5, 0.83),
                ("labels", "alone", null, 0.8)));

        Assert.Contains("1,125 queries, linear gain. BM25's best 100 hold 0.950", text, StringComparison.Ordinal);
        Assert.Contains("| BM25 |  | 0.8000 | 0.7000 |  | 0.7500 | 0.6500 |  |", text, StringComparison.Ordinal);
        Assert.Contains(
            "| `student#cosine` | alone | 0.9000 | 0.5000 | < .0002 | 0.8100 | 0.5000 | < .0002 |\n|  | blend, β = 2.5, the best on dev | ",
            text,
            StringComparison.Ordinal);
        Assert.Contains("| `labels` | alone | student#cosine | −0.0125 | 9 / 8 | 0.4000 | −0.0125 | 9 / 8 | 0.4000 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Images_AreThereAndAreLinkedTo()
    {
        var text = Write(
            _data.Result("test.json", "movies", 5, ("student", "alone", null, 0.81), ("student", "blend", 1, 0.83), ("labels", "alone", null, 0.8)));

        Assert.Contains("](training/student.svg)", text, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(Path.Combine(_data.Runs, "student", "training.svg")), File.ReadAllText(_data.Place("training/student.svg")));
        Assert.Contains("](training/quality-movies-test.svg)", text, StringComparison.Ordinal);
        var marks = XElement.Load(_data.Place("training/quality-movies-test.svg"))
            .Descendants()
            .Where(element => element.Name.LocalName == "circle")
            .Skip(3)
            .ToArray();
        Assert.Equal([("#7f7f7f", 1), ("#1f77b4", 2), ("#7f7f7f", 0)], marks.Select(mark => (mark.Attribute("fill")!.Value, Order(mark, marks))));
    }

    [Fact]
    public void Write_Packages_WithTheirSizes()
    {
        new TrainingReport("Movies", [], [], [DefaultModel.Load().Folder]).Write(_data.Document);

        Assert.Contains(
            $"| `{Path.GetFileName(DefaultModel.Load().Folder)}` | int8 | 3 | 128 | cosine | ",
            File.ReadAllText(_data.Document),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Again_KeepsNotesAndChangesNothingElse()
    {
        var first = Write();
        Assert.Equal(first, Write());

        var written = first.Replace("<!-- notes:start -->\n", "<!-- notes:start -->\nLayers 1, 3, 5 did not help.\n", StringComparison.Ordinal);
        File.WriteAllText(_data.Document, written);
        Assert.Equal(written, Write());
    }

    [Fact]
    public void Write_OverADocumentWithoutMarks_IsRefused()
    {
        File.WriteAllText(_data.Document, "# Mine\n");

        Assert.Throws<UnusableInputException>(() => Write());
        Assert.Equal("# Mine\n", File.ReadAllText(_data.Document));
    }

    [Fact]
    public async Task Command_NamedRuns_AreThoseInThatOrder()
    {
        string[] arguments = ["report", "--runs", _data.Runs, "--out", _data.Document, "--title", "Movies", "--names"];

        Assert.Equal(0, await CommandLine.RunAsync([.. arguments, "student,teacher"]));
        var text = await File.ReadAllTextAsync(_data.Document, TestContext.Current.CancellationToken);
        Assert.Contains("\n# Movies\n", text, StringComparison.Ordinal);
        Assert.Contains("| option | `student` | `teacher` |", text, StringComparison.Ordinal);
        Assert.Equal(2, await CommandLine.RunAsync([.. arguments, "student,stray"]));
    }

    private static int Order(XElement mark, IEnumerable<XElement> marks) => marks.Count(other => X(other) < X(mark));

    private static double X(XElement mark) => double.Parse(mark.Attribute("cx")!.Value, System.Globalization.CultureInfo.InvariantCulture);

    private string Write(params string[] files)
    {
        new TrainingReport("Movies", ReportRun.Read(_data.Runs, []), EvaluationResults.Read(files), []).Write(_data.Document);
        return File.ReadAllText(_data.Document);
    }
}
