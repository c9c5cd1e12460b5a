namespace TwinBert.Compatibility.Tests.Scoring;

/// <summary>Queries whose scores every engine computes alike.</summary>
public static class ScoredQueries
{
    /// <summary>Each is the value of <c>query</c>.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. Each("""{"match":{"title":"TEXT"}}"""),
        .. Each("""{"match":{"text":"TEXT"}}"""),
        .. Each("""{"multi_match":{"query":"TEXT","fields":["title^2","text"]}}"""),
        .. Each("""{"multi_match":{"query":"TEXT","fields":["title^2","text","plain^0.5"],"type":"most_fields"}}"""),
        .. Each("""{"multi_match":{"query":"TEXT","fields":["title","text"],"tie_breaker":0.3,"operator":"and"}}"""),
        .. Each("""{"multi_match":{"query":"TEXT","fields":["title","text^3"],"type":"phrase"}}"""),
        .. Each("""{"match_phrase":{"text":{"query":"TEXT","slop":3}}}"""),
        .. Each(
            """{"bool":{"must":{"match":{"title":"TEXT"}},"should":[{"match":{"text":{"query":"TEXT","boost":1.7}}},{"term":{"stock":true}}],"filter":{"range":{"price":{"gte":20}}},"boost":1.3}}"""),
        .. Each("""{"multi_match":{"query":"TEXT","fields":["title^2","plain"],"type":"cross_fields"}}"""),
        .. Each("""{"multi_match":{"query":"TEXT","fields":["title","plain","text^0.5"],"type":"cross_fields","operator":"and","tie_breaker":0.2}}"""),
        """{"match":{"plain":"kettle lamp fan"}}""",
        """{"term":{"tags":"kettle"}}""",
        """{"term":{"tags":{"value":"fan","boost":2}}}""",
        """{"term":{"stock":false}}""",
        """{"match_phrase":{"title":"red blue"}}""",
        """{"match_phrase":{"text":"running shoes"}}""",
        """{"match_phrase":{"text":{"query":"shoes running red","slop":5}}}""",
        """{"match":{"text":{"query":"running shoes red water","minimum_should_match":"3<75%"}}}""",
        """{"match":{"title":{"query":"red red blue","boost":0.4}}}""",
        """{"dis_max":{"queries":[{"match":{"title":"kettle"}},{"match":{"text":"kettle lamp"}},{"term":{"tags":"kettle"}}],"tie_breaker":0.7}}""",
        """{"bool":{"should":[{"match":{"title":"kettle"}},{"constant_score":{"filter":{"term":{"tags":"lamp"}},"boost":1.5}}],"minimum_should_match":1}}""",
        """{"bool":{"must":[{"bool":{"should":[{"match":{"title":"red"}},{"match":{"title":"blue"}}],"boost":2}}],"must_not":{"match":{"text":"fan"}}}}""",
        """{"query_string":{"query":"title:kettle AND text:lamp"}}""",
        """{"query_string":{"query":"red shoes","fields":["title^3","text"]}}""",
        """{"query_string":{"query":"+title:red -title:blue text:shoes^2"}}""",
        """{"range":{"price":{"gte":50,"boost":2.5}}}""",
        """{"prefix":{"title":"char"}}""",
        """{"exists":{"field":"text"}}""",
    ];

    private static string[] Texts =>
    [
        "kettle", "red running shoes", "the light of the garden", "rechargeable batteries", "charging cable for camera", "women's leather boots",
        "USB 3.5 mm adapter", "waterproof winter jacket and boots", "knife sharpener", "toothbrush",
    ];

    private static IEnumerable<string> Each(string query) => Texts.Select(text => query.Replace("TEXT", text, StringComparison.Ordinal));
}
