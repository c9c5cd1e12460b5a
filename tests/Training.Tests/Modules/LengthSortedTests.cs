using TwinBert.Training.Modules;
using TwinBert.Training.Tests.Students;
using TwinBert.Training.Tests.Torch;
using Xunit;
using static TorchSharp.torch;

namespace TwinBert.Training.Tests.Modules;

public sealed class LengthSortedTests
{
    [TorchFact]
    public void Embed_TextsOfManyLengths_AreEmbeddedInTheirOrder()
    {
        using var scope = NewDisposeScope();
        using var student = new TinyStudent();
        var texts = Enumerable.Range(0, 75).Select(i => new ReadOnlyMemory<int>([.. Enumerable.Range(1, 1 + (i * 7 % 30)).Select(x => x + i)])).ToArray();

        var embeddings = LengthSorted.Embed(student.Twin.Document, texts);
        var values = LengthSorted.Values(student.Twin.Document, texts, 1, null, TestContext.Current.CancellationToken);

        Assert.Equal([75, 8], embeddings.shape);
        Assert.All(Enumerable.Range(0, 75), row =>
        {
            using var batch = TokenBatch.Of([texts[row]]);
            var alone = student.Twin.Document.Forward(batch);
            Assert.Equal(0, (alone - embeddings[row]).abs().max().item<float>(), 1e-5f);
            Assert.Equal(alone.data<float>().ToArray(), values.AsSpan(row * 8, 8).ToArray(), (x, y) => MathF.Abs(x - y) < 1e-5f);
        });
    }
}
