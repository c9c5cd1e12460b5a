using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>
/// The queries of several searches on their way through the encoder: each text once, and one after the other, so that a large request does not
/// stand before everybody else's. For one request.
/// </summary>
internal sealed class QueryEncodings
{
    private readonly Dictionary<string, Task<QueryEmbedding>> _byText = new(StringComparer.Ordinal);

    /// <summary>Starts to encode; returns at once.</summary>
    /// <param name="stage">The encoder.</param>
    /// <param name="texts">The texts, in the order in which they are wanted.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public QueryEncodings(RerankStage stage, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var previous = Task.CompletedTask;
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            var encoding = EncodeAfterAsync(previous, stage, text, cancellationToken);
            _byText.Add(text, encoding);
            previous = encoding;
        }
    }

    /// <summary>The embedding of a text that was given.</summary>
    public Task<QueryEmbedding> this[string text] => _byText[text];

    private static async Task<QueryEmbedding> EncodeAfterAsync(Task previous, RerankStage stage, string text, CancellationToken cancellationToken)
    {
        // Each text has its own failure.
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await stage.StartEncoding(text, cancellationToken);
    }
}
