namespace TwinBert.Model.Tokenization;

/// <summary>Text to what an encoder takes. Implementations are thread-safe.</summary>
public interface ITextTokenizer
{
    /// <summary>Every id is below it: the rows of the embedding table.</summary>
    int VocabularySize { get; }

    /// <summary>The ids of one token: 1, or more where a token is a word whose parts are added up.</summary>
    int Width { get; }

    /// <summary>Cuts a text into tokens; at least one, also for an empty text.</summary>
    /// <param name="text">Any text; the empty text and unpaired surrogates are fine.</param>
    /// <param name="limit">The most tokens to return, special ones included.</param>
    TokenSequence Encode(string text, int limit);
}
