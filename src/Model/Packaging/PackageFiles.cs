using TwinBert.Model.Crossing;
using TwinBert.Model.Tokenization;

namespace TwinBert.Model.Packaging;

/// <summary>Checks that what a manifest names is there and fits.</summary>
internal static class PackageFiles
{
    /// <summary>Notes all that is missing; the tokenizer, if its vocabulary can be read.</summary>
    public static WordPieceTokenizer? Check(string folder, ModelManifest manifest, List<string> errors)
    {
        if (manifest.Crossing is [] || manifest.Crossing[0] != CosineCrossing.LayerName)
        {
            errors.Add($"{ModelManifest.FileName}: crossing is [{string.Join(", ", manifest.Crossing)}], and this version knows '{CosineCrossing.LayerName}' alone");
        }

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

    private static WordPieceTokenizer? Tokenizer(string folder, TokenizerManifest manifest, List<string> errors)
    {
        var file = Path.Combine(folder, manifest.Vocabulary);
        if (manifest.Vocabulary.Length == 0)
        {
            return null;
        }

        if (!File.Exists(file))
        {
            errors.Add($"{manifest.Vocabulary} is missing");
            return null;
        }

        try
        {
            var tokenizer = WordPieceTokenizer.Load(File.ReadAllBytes(file));
            if (tokenizer.VocabularySize != manifest.VocabularySize)
            {
                errors.Add($"{manifest.Vocabulary} has {tokenizer.VocabularySize} tokens, and the manifest says {manifest.VocabularySize}");
            }

            return tokenizer;
        }
        catch (InvalidDataException e)
        {
            errors.Add($"{manifest.Vocabulary}: {e.Message}");
            return null;
        }
    }
}
