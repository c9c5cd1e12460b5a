using TwinBert.Inference;
using TwinBert.Model.Packaging;

namespace TwinBert.Cli.Model;

/// <summary>How many documents an encoder alone encodes in a second.</summary>
/// <param name="Processors">The processors that it uses.</param>
/// <param name="Documents">The documents that were encoded.</param>
/// <param name="DocumentsPerSecond">The rate.</param>
/// <param name="TokensPerSecond">The same in tokens, as far as the encoder reads them.</param>
internal sealed record ThroughputResult(int Processors, long Documents, double DocumentsPerSecond, double TokensPerSecond);

/// <summary>Measures an encoder alone, without an engine: what a backfill or the writes of an application can come near to at best.</summary>
/// <param name="package">The model.</param>
/// <param name="time">Measures.</param>
internal sealed class DocumentThroughput(ModelPackage package, TimeProvider time)
{
    private const int BatchDocuments = 128;
    private const int MadeUp = 1_024;

    // As documents of shops and texts of encyclopaedias are: many short ones, some that are cut.
    private const int FewestWords = 8;
    private const int MostWords = 120;
    private const int Stride = 37;

    /// <summary>Texts of 8 to 120 words, in no order of their lengths.</summary>
    public static string[] MakeUp() =>
        [.. Enumerable.Range(0, MadeUp).Select(i => string.Join(' ', Enumerable.Repeat("a", FewestWords + (i * Stride % (MostWords - FewestWords)))))];

    /// <summary>Measures for about as long as asked.</summary>
    /// <param name="texts">The texts, one or more; taken again and again.</param>
    /// <param name="processors">How many batches are encoded at once.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ThroughputResult> MeasureAsync(
        IReadOnlyList<string> texts, int processors, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var model = PackageArgument.LoadModel(package, new OnnxModelOptions { DocumentConcurrency = processors, IdleDocumentConcurrency = processors });
        var lengths = texts.Select(text => package.Tokenizer.Encode(text, package.Manifest.Limits.DocumentTokens).Length).ToArray();
        var batches = Enumerable.Range(0, texts.Count).Chunk(BatchDocuments).ToArray();
        await model.DocumentEncoder.EncodeAsync([.. batches[0].Select(i => texts[i])], cancellationToken);
        long documents = 0, tokens = 0;
        var start = time.GetTimestamp();
        for (var next = 0; documents == 0 || time.GetElapsedTime(start) < duration; next = (next + 1) % batches.Length)
        {
            // As many callers as there are processors, so that none is idle at the end of a batch.
            var round = Enumerable.Range(next, processors).Select(i => batches[i % batches.Length]).ToArray();
            await Task.WhenAll(
                round.Select(batch => Task.Run(() => model.DocumentEncoder.EncodeAsync([.. batch.Select(i => texts[i])], cancellationToken).AsTask())));
            documents += round.Sum(batch => batch.Length);
            tokens += round.Sum(batch => batch.Sum(i => (long)lengths[i]));
        }

        var seconds = time.GetElapsedTime(start).TotalSeconds;
        return new(processors, documents, Math.Round(documents / seconds, 1), Math.Round(tokens / seconds));
    }
}
