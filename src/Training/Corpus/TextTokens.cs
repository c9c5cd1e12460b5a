using TwinBert.Model.Tokenization;

namespace TwinBert.Training.Corpus;

/// <summary>How texts become token ids: the tokenizer and the limits that serving has too.</summary>
/// <param name="Encode">Cuts a text into ids, the limit of ids given; thread-safe.</param>
/// <param name="QueryLimit">The most ids of a query, special tokens included.</param>
/// <param name="DocumentLimit">The most ids of a document, special tokens included.</param>
internal sealed record TextTokens(Func<string, int, TokenSequence> Encode, int QueryLimit, int DocumentLimit);
