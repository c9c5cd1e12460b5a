using TwinBert.Inference;
using TwinBert.Terminal;

namespace TwinBert.Cli.Model;

/// <summary>What encoding a text of some length takes.</summary>
/// <param name="Encoder">Whose it is: <c>query</c>, <c>document</c>, or <c>both</c> where one encoder serves both sides.</param>
/// <param name="Tokens">The text's tokens.</param>
/// <param name="Runs">How often it was encoded.</param>
/// <param name="P50Ms">The median.</param>
/// <param name="P95Ms">What 19 of 20 stay below.</param>
internal sealed record EncoderTiming(string Encoder, int Tokens, int Runs, double P50Ms, double P95Ms);

/// <summary>Measures the encoder, tokenising and pooling included, one text at a time.</summary>
internal sealed class EncoderTimings(OnnxModel model, TimeProvider time)
{
    private const int WarmUps = 10;
    private const int LeastRuns = 20;

    // One piece in every English vocabulary, and one word of letter trigrams, so that a text has as many tokens as words.
    private const string Word = "a";
    private const string Query = "query";
    private const string Document = "document";

    private bool AreOne => model.Package.Manifest.Encoders.Query == model.Package.Manifest.Encoders.Document;

    /// <summary>
    /// The encoders that texts of a length go through: that of queries where they may be so long, and that of documents where it is another one.
    /// </summary>
    public IEnumerable<string> EncodersOf(int tokens)
    {
        if (AreOne)
        {
            yield return "both";
            yield break;
        }

        if (tokens <= model.Package.Manifest.Limits.QueryTokens)
        {
            yield return Query;
        }

        yield return Document;
    }

    /// <summary>Measures one length for about as long as asked.</summary>
    public async Task<EncoderTiming> MeasureAsync(string encoder, int tokens, TimeSpan duration, CancellationToken cancellationToken)
    {
        var tokenizer = model.Package.Tokenizer;
        var special = tokenizer.Encode(Word, tokens).Length - 1;
        var text = string.Join(' ', Enumerable.Repeat(Word, tokens - special));
        if (tokenizer.Encode(text, tokens + 1).Length != tokens)
        {
            throw new UnusableInputException($"The vocabulary of '{model.Package.Folder}' has no piece '{Word}', which the texts to measure with are made of.");
        }

        for (var i = 0; i < WarmUps; i++)
        {
            await EncodeAsync(encoder, text, tokens, cancellationToken);
        }

        var runs = new List<double>();
        var start = time.GetTimestamp();
        while (runs.Count < LeastRuns || time.GetElapsedTime(start) < duration)
        {
            var run = time.GetTimestamp();
            await EncodeAsync(encoder, text, tokens, cancellationToken);
            runs.Add(time.GetElapsedTime(run).TotalMilliseconds);
        }

        runs.Sort();
        return new(encoder, tokens, runs.Count, Math.Round(runs[runs.Count / 2], 3), Math.Round(runs[runs.Count * 95 / 100], 3));
    }

    /// <summary>Queries are shorter than documents: what no query can be, the document tower encodes.</summary>
    private async ValueTask EncodeAsync(string encoder, string text, int tokens, CancellationToken cancellationToken)
    {
        if (encoder != Document && tokens <= model.Package.Manifest.Limits.QueryTokens)
        {
            await model.QueryEncoder.EncodeAsync(text, cancellationToken);
        }
        else
        {
            await model.DocumentEncoder.EncodeAsync([text], cancellationToken);
        }
    }
}
