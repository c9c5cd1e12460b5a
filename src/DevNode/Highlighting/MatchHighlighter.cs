using System.IO.Enumeration;
using System.Text.Json;
using Lucene.Net.Search;
using Lucene.Net.Search.Highlight;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Highlighting;

/// <summary>Marks a query's matches in the values of text and keyword fields.</summary>
internal static class MatchHighlighter
{
    // Of one value; more than any client shows.
    private const int MaxFragments = 1000;

    /// <summary>Writes the member <c>highlight</c>, if anything is marked.</summary>
    public static void Write(Utf8JsonWriter json, HighlightOptions options, Query query, IndexMapping mapping, DocumentVersion document)
    {
        using var source = JsonInput.Parse(document.Source);
        var isOpen = false;
        foreach (var (field, settings) in Resolve(options, mapping))
        {
            var values = FieldFetcher.SourceValues(source.RootElement, mapping, field);
            var fragments = Fragments(field, settings, query, values);
            if (fragments.Count == 0)
            {
                continue;
            }

            if (!isOpen)
            {
                json.WriteStartObject("highlight");
                isOpen = true;
            }

            json.WriteStartArray(field.Path);
            foreach (var fragment in fragments)
            {
                json.WriteStringValue(fragment);
            }

            json.WriteEndArray();
        }

        if (isOpen)
        {
            json.WriteEndObject();
        }
    }

    private static List<string> Fragments(MappedField field, HighlightField settings, Query query, List<JsonElement> values)
    {
        var scorer = settings.RequiresFieldMatch ? new QueryScorer(query, field.Path) : new QueryScorer(query);
        scorer.ExpandMultiTermQuery = false;
        var isWhole = settings.NumberOfFragments == 0;
        var highlighter = new Highlighter(new SimpleHTMLFormatter(settings.PreTag, settings.PostTag), new DefaultEncoder(), scorer)
        {
            MaxDocCharsToAnalyze = int.MaxValue,
            TextFragmenter = isWhole ? new NullFragmenter() : new SentenceFragmenter(settings.FragmentSize),
        };
        var found = new List<(float Score, string Text)>();
        foreach (var text in values.Select(JsonInput.Text))
        {
            var analyzer = field is TextField textField ? textField.Analyzer : new Lucene.Net.Analysis.Core.KeywordAnalyzer();
            using var tokens = analyzer.GetTokenStream(field.Path, text);
            var fragments = highlighter.GetBestTextFragments(tokens, text, mergeContiguousFragments: false, isWhole ? 1 : MaxFragments);
            found.AddRange(fragments.Where(f => f is { Score: > 0 }).OrderBy(f => f.FragNum).Select(f => (f.Score, f.ToString().Trim())));
        }

        if (found.Count == 0 && settings.NoMatchSize > 0 && values.Count > 0)
        {
            var text = JsonInput.Text(values[0]);
            return [text.Length <= settings.NoMatchSize ? text : text[..settings.NoMatchSize]];
        }

        if (isWhole)
        {
            return [.. found.Select(f => f.Text)];
        }

        var best = found.Select((f, i) => (f.Score, f.Text, Place: i)).OrderByDescending(f => f.Score).ThenBy(f => f.Place).Take(settings.NumberOfFragments);
        return [.. (settings.OrdersByScore ? best : best.OrderBy(f => f.Place)).Select(f => f.Text)];
    }

    private static IEnumerable<(MappedField Field, HighlightField Settings)> Resolve(HighlightOptions options, IndexMapping mapping) =>
        from settings in options.Fields
        from field in mapping.Fields.Values
        where field is TextField or KeywordField && FileSystemName.MatchesSimpleExpression(settings.Pattern, field.Path, ignoreCase: false)
        select (field, settings);
}
