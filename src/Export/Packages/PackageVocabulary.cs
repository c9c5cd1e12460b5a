using TwinBert.Export.Bert;
using TwinBert.Model.Tokenization;

namespace TwinBert.Export.Packages;

/// <summary>A vocabulary that fits a model. Thread-safe.</summary>
public sealed class PackageVocabulary
{
    private PackageVocabulary(ReadOnlyMemory<byte> content, WordPieceTokenizer tokenizer) => (Content, Tokenizer) = (content, tokenizer);

    /// <summary>The file, byte for byte.</summary>
    internal ReadOnlyMemory<byte> Content { get; }

    /// <summary>What it makes of texts.</summary>
    internal WordPieceTokenizer Tokenizer { get; }

    /// <summary>Reads a vocabulary, one piece a line.</summary>
    /// <param name="file">The file: <c>vocab.txt</c> of an uncased BERT.</param>
    /// <param name="config">The model's shape.</param>
    /// <exception cref="ExportException">It is missing, not usable, or has another size than the model's table.</exception>
    public static PackageVocabulary Load(string file, BertConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!File.Exists(file))
        {
            throw new ExportException($"The vocabulary '{file}' does not exist.");
        }

        var content = File.ReadAllBytes(file);
        try
        {
            var tokenizer = WordPieceTokenizer.Load(content);
            return tokenizer.VocabularySize == config.VocabularySize
                ? new(content, tokenizer)
                : throw new ExportException(
                    $"The vocabulary '{file}' has {tokenizer.VocabularySize} tokens, and the model was trained with {config.VocabularySize}.");
        }
        catch (InvalidDataException e)
        {
            throw new ExportException($"The vocabulary '{file}' is unusable: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
