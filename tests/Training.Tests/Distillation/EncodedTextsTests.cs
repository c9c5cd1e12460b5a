using TwinBert.TestKit.Models;
using TwinBert.Training.Distillation;
using TwinBert.Training.Tests.Candidates;
using TwinBert.Training.Tests.Torch;
using Xunit;

namespace TwinBert.Training.Tests.Distillation;

public sealed class EncodedTextsTests : IDisposable
{
    private readonly TinyModel _tiny = TinyModel.Create();
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert-encoded").FullName;

    public void Dispose()
    {
        _tiny.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Teacher => Path.Combine(_tiny.Package.Folder, "encoder.onnx");

    private string Cache => Path.Combine(_folder, "teacher.f16");

    [TorchFact]
    public void Read_SecondTime_TakesEverythingFromTheFile()
    {
        var first = Read(40, out var reports);
        Assert.Equal([0, 40], reports);

        var second = Read(40, out reports);

        Assert.Equal([40], reports);
        Assert.Equal(Rows(first), Rows(second));
        Assert.All(Enumerable.Range(0, 40), row => Assert.Equal(1, Math.Sqrt(first.Rows([row]).data<float>().Sum(value => value * value)), 1e-2));
    }

    [TorchFact]
    public void Read_FileThatWasCutOff_GoesOnFromItsWholeRows()
    {
        var whole = Rows(Read(40, out _));
        using (var file = File.OpenWrite(Cache))
        {
            file.SetLength(32 + (10 * TinyModel.Dimensions * 2) + 3);
        }

        Assert.Equal(whole, Rows(Read(40, out var reports)));
        Assert.Equal([10, 40], reports);
    }

    [TorchFact]
    public void Read_OtherTexts_AreEncodedAnew()
    {
        Read(40, out _);
        Read(30, out var reports);

        Assert.Equal([0, 30], reports);
    }

    [TorchFact]
    public void Read_NoTeacher_NamesTheFile()
    {
        var exception = Assert.Throws<InvalidDataException>(
            () => new EncodedTexts(Cache).Read(Path.Combine(_folder, "none.onnx"), [], 1, new Reports([]), CancellationToken.None));

        Assert.Contains("none.onnx", exception.Message, StringComparison.Ordinal);
    }

    private EmbeddingTargets Read(int count, out List<int> reports)
    {
        var ids = Enumerable.Range(0, count).Select(i => new ReadOnlyMemory<int>([2, .. Enumerable.Range(5 + i, 1 + (i * 7 % 11)), 3])).ToArray();
        reports = [];
        return new EncodedTexts(Cache).Read(Teacher, ids, 2, new Reports(reports), TestContext.Current.CancellationToken);
    }

    private static float[] Rows(EmbeddingTargets targets) => targets.Rows([.. Enumerable.Range(0, targets.Count)]).data<float>().ToArray();

    private sealed class Reports(List<int> reports) : IProgress<int>
    {
        public void Report(int value) => reports.Add(value);
    }
}
