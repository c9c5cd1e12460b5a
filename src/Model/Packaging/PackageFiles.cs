using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Packaging;

/// <summary>Checks that what a manifest names is there and fits.</summary>
internal static class PackageFiles
{
    /// <summary>Notes all that is missing; the tokenizer, if its vocabulary can be read.</summary>
    public static ITextTokenizer? Check(string folder, ModelManifest manifest, List<string> errors)
    {
        foreach (var name in new[] { manifest.Encoders.Query, manifest.Encoders.Document }.Where(name => name.Length > 0).Distinct())
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (!file.Exists || file.Length == 0)
            {
                errors.Add($"{name} is {(file.Exists ? "empty" : "missing")}");
            }
        }

        return Tokenizer(folder, manifest.Tokenizer, errors);
    }

    private static ITextTokenizer? Tokenizer(string folder, TokenizerManifest manifest, List<string> errors)
    {
        if (manifest.Kind == TokenizerManifest.TriLetter)
        {
            return new TriLetterTokenizer();
        }

        if (manifest.Vocabulary is not { Length: > 0 } vocabulary)
        {
            return null;
        }

        var file = Path.Combine(folder, vocabulary);
        if (!File.Exists(file))
        {
            errors.Add($"{vocabulary} is missing");
            return null;
        }

        try
        {
            var tokenizer = WordPieceTokenizer.Load(File.ReadAllBytes(file));
            if (tokenizer.VocabularySize != manifest.VocabularySize)
            {
                errors.Add($"{vocabulary} has {tokenizer.VocabularySize} tokens, and the manifest says {manifest.VocabularySize}");
            }

            return tokenizer;
        }
        catch (InvalidDataException e)
        {
            errors.Add($"{vocabulary}: {e.Message}");
            return null;
        }
    }
}
