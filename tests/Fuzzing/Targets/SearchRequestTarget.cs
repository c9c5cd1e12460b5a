using System.Text;
using System.Text.Json.Nodes;
using TwinBert.Fuzzing.Oracles;
using TwinBert.Protocol;
using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;
using TwinBert.Search.Sources;
using TwinBert.Search.Templates;

namespace TwinBert.Fuzzing.Targets;

/// <summary>A search: its query string up to the first line feed, then its body. It is left alone, or widened to a search that says the same.</summary>
internal static class SearchRequestTarget
{
    private static readonly SearchDialect[] Dialects =
        [SearchDialect.For(EngineFamily.Elasticsearch), SearchDialect.For(EngineFamily.Elasticsearch, new(9, 4)), SearchDialect.For(EngineFamily.OpenSearch)];

    /// <summary>The members that widening may change or add.</summary>
    private static readonly string[] Changed = ["size", "from", "docvalue_fields", "_source"];

    public static void Run(ReadOnlyMemory<byte> input)
    {
        var end = input.Span.IndexOf((byte)'\n');
        var url = Encoding.UTF8.GetString(input.Span[..(end < 0 ? input.Length : end)]);
        var body = end < 0 ? default : input[(end + 1)..];
        SearchTemplate.TryRead(body.Span, out _, out _);
        SearchTemplate.ReadRendered(body);
        foreach (var dialect in Dialects)
        {
            SearchRequestRewriter.KeepWholeSource(url, body.Span, dialect);
        }

        CheckExclusion(url, body);
        var reading = SearchRequestReader.Read(url, body, new());
        if (!reading.IsEligible)
        {
            return;
        }

        Check(reading.Request);
        foreach (var dialect in Dialects)
        {
            Check(reading.Request, SearchRequestRewriter.Widen(reading.Request, dialect));
        }
    }

    private static void CheckExclusion(string url, ReadOnlyMemory<byte> body)
    {
        foreach (var kind in Enum.GetValues<DocumentReadKind>())
        {
            var changed = EmbeddingExclusion.InUrl(kind, url, body.Span, isJson: true, [new("twinbert")]);
            FuzzFindingException.Unless(changed == url || changed.Contains("twinbert", StringComparison.Ordinal), "A URL was changed that leaves nothing out.");
            var rest = changed.AsSpan();
            foreach (var letter in url)
            {
                var place = rest.IndexOf(letter);
                FuzzFindingException.Unless(place >= 0, $"Something of the URL was lost: {changed}");
                rest = rest[(place + 1)..];
            }
        }

        // A body that no library reads is the engine's to refuse, whatever it names.
        if (MultiGetTargets.Of(body.Span, "u") is { } targets && PlainJson.Read(body, allowComments: true) is { } json)
        {
            FuzzFindingException.Unless(json is JsonObject multiGet && targets.SetEquals(TargetsOf(multiGet)), "A body names other indices than it says.");
        }
    }

    private static IEnumerable<string> TargetsOf(JsonObject multiGet) =>
        (multiGet["docs"] as JsonArray ?? [])
            .Select(document => document!["_index"]?.GetValue<string>() ?? "u")
            .Concat(multiGet.ContainsKey("ids") ? ["u"] : []);

    private static void Check(SearchRequest request)
    {
        FuzzFindingException.Unless(request.QueryText.Length is > 0 and <= 2000, "The text to rerank by is empty or too long.");
        FuzzFindingException.Unless(request is { From: >= 0, Size: > 0 } && request.From + request.Size <= 10_000, "The page is none.");
        FuzzFindingException.Unless(request.Timeout is null || request.Timeout > TimeSpan.Zero, "The timeout is none.");
    }

    private static void Check(SearchRequest request, WidenedSearch widened)
    {
        var again = SearchRequestReader.Read(widened.QueryString, widened.Body, new() { QueryText = request.QueryText });
        FuzzFindingException.Unless(
            again.IsEligible ? again.Request.Size == widened.Size && again.Request.From == 0 : again.SkipReason == RerankReason.EmbeddingRequested,
            $"The widened search reads as {again.SkipReason?.Name ?? "another page"}: {widened.QueryString} {Encoding.UTF8.GetString(widened.Body.Span)}");
        if (request.Body.Span.Trim(" \t\r\n"u8).IsEmpty || PlainJson.Read(request.Body, allowComments: true) is not JsonObject before)
        {
            return;
        }

        var after = PlainJson.Read(widened.Body, allowComments: true) as JsonObject;
        FuzzFindingException.Unless(after is not null, "The widened body is no JSON.");
        foreach (var (name, value) in before)
        {
            FuzzFindingException.Unless(
                Changed.Contains(name) || (after!.ContainsKey(name) && PlainJson.AreSame(value, after[name])),
                $"Widening changed {name}.");
        }

        FuzzFindingException.Unless(
            after!.All(member => before.ContainsKey(member.Key) || Changed.Contains(member.Key)),
            "Widening added a member that is not its own.");
    }
}
