using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.IngestPipeline;

namespace TwinBert.Training.Texts;

/// <summary>Reads the texts that an encoder is distilled on.</summary>
internal static class TextSources
{
    private static readonly (string Name, TextKind Kind)[] Members = [("query", TextKind.Query), ("document", TextKind.Document), ("text", TextKind.Document)];

    /// <summary>The texts of all sources, in the order of the sources and their lines, each once for a kind; blank ones are left out.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="cancellationToken">Stops between lines.</param>
    /// <exception cref="DatasetException">A source is missing, a line is malformed, or a source has no text at all; thrown while the texts are
    /// read.</exception>
    public static IEnumerable<SourceText> Read(IEnumerable<TextSource> sources, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var seen = new HashSet<(TextKind, string)>();
        var unit = 0;
        foreach (var (number, source) in sources.Index())
        {
            var hasText = false;
            foreach (var texts in Units(source))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var (kind, text) in texts.Select(entry => (entry.Kind, Text: entry.Text.Trim())).Where(entry => entry.Text.Length > 0))
                {
                    hasText = true;
                    if (seen.Add((kind, text)))
                    {
                        yield return new(text, kind, kind == TextKind.Query ? source.QueryLimit : source.DocumentLimit, unit, number);
                    }
                }

                unit++;
            }

            if (!hasText)
            {
                throw new DatasetException($"{source.Path} has no text. Name text fields that its documents have, or leave it out.");
            }
        }
    }

    private static IEnumerable<IEnumerable<(TextKind Kind, string Text)>> Units(TextSource source)
    {
        if (Directory.Exists(source.Path))
        {
            return Folder(source);
        }

        return File.Exists(source.Path)
            ? DatasetFile.On(source.Path).Lines().Select(line => Line(source.Path, line.Number, line.Line))
            : throw new DatasetException($"The source of texts '{source.Path}' does not exist. Name a folder in BEIR layout, or a .jsonl or .jsonl.gz file.");
    }

    private static IEnumerable<IEnumerable<(TextKind Kind, string Text)>> Folder(TextSource source)
    {
        var selector = new DocumentTextSelector(source.TextFields);
        var documents = BeirCorpus.Read(DatasetFiles.FindCorpus(source.Path)).Select(document => One(TextKind.Document, selector.Select(document.Json) ?? ""));
        return source.Split is null
            ? documents
            : documents.Concat(BeirDataset.Open(source.Path, source.Split).Queries.Select(query => One(TextKind.Query, query.Text)));
    }

    private static IEnumerable<(TextKind Kind, string Text)> One(TextKind kind, string text) => [(kind, text)];

    private static List<(TextKind Kind, string Text)> Line(string path, int number, string line)
    {
        using var json = JsonLine.Parse(path, number, line);
        var texts = new List<(TextKind, string)>();
        foreach (var (name, kind) in Members)
        {
            if (json.RootElement.TryGetProperty(name, out _))
            {
                texts.Add((kind, JsonLine.Optional(json, name, path, number)));
            }
        }

        return texts.Count > 0 ? texts : throw new DatasetException($"{path} line {number}: expected a member 'query', 'document' or 'text'.");
    }
}
