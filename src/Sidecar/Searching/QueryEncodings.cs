using System.Diagnostics.CodeAnalysis;
using TwinBert.Model.Encoding;

namespace TwinBert.Sidecar.Searching;

/// <summary>The queries of a request's searches: known, on their way through the encoder, or refused. Immutable.</summary>
/// <param name="ByText">Those that are known or on their way, by their text.</param>
/// <param name="Refusal">Why the others are not encoded, a <see cref="SearchReason"/>; <see langword="null"/> when there are none.</param>
internal sealed record QueryEncodings(IReadOnlyDictionary<string, Task<QueryEmbedding>> ByText, string? Refusal)
{
    /// <summary>The embedding of a text that was given and not refused.</summary>
    public Task<QueryEmbedding> this[string text] => ByText[text];

    /// <summary>Whether a text is refused.</summary>
    public bool Refuses(string text, [NotNullWhen(true)] out string? reason)
    {
        reason = ByText.ContainsKey(text) ? null : Refusal;
        return reason is not null;
    }
}
