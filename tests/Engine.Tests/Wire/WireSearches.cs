namespace TwinBert.Engine.Tests.Wire;

/// <summary>Searches that are reranked, in the forms that clients write them.</summary>
internal static class WireSearches
{
    private const string Query = """ "query":{"match":{"title":"shoe leather"}} """;

    /// <summary>Query strings and bodies.</summary>
    public static (string QueryString, string Body)[] All { get; } =
    [
        ("", $$"""{{{Query}}}"""),
        ("", $$"""{{{Query}},"size":3}"""),
        ("", $$"""{"from":4,{{Query}},"size":"5"}"""),
        ("", $$"""{"from":18,{{Query}},"size":8.0}"""),
        ("size=2&from=1", $$"""{{{Query}},"size":7}"""),
        ("q=shoe", ""),
        ("q=title:shoe&size=4&df=title;from=2", ""),
        ("", $$"""{{{Query}},"_source":false}"""),
        ("", $$"""{{{Query}},"_source":true}"""),
        ("", $$"""{{{Query}},"_source":["title","n"]}"""),
        ("", $$"""{{{Query}},"_source":{"excludes":["n"]} }"""),
        ("", $$"""{{{Query}},"_source":"no_such_field"}"""),
        ("_source=true", $$"""{{{Query}},"_source":false}"""),
        ("_source=false", $$"""{{{Query}}}"""),
        ("_source_includes=title,color", $$"""{{{Query}}}"""),
        ("", $$"""{{{Query}},"stored_fields":["title"]}"""),
        ("stored_fields=title", $$"""{{{Query}}}"""),
        ("", $$"""{{{Query}},"fields":["color",{"field":"n"}]}"""),
        ("", $$"""{{{Query}},"docvalue_fields":["color"]}"""),
        ("", $$"""{{{Query}},"docvalue_fields":[ ] }"""),
        ("docvalue_fields=color,n", $$"""{{{Query}}}"""),
        ("", $$"""{{{Query}},"script_fields":{"twice":{"script":{"source":"doc['n'].size() == 0 ? 0 : doc['n'].value * 2"} } } }"""),
        ("", $$"""{{{Query}},"highlight":{"fields":{"title":{} } } }"""),
        ("", $$"""{{{Query}},"version":true,"seq_no_primary_term":true}"""),
        ("", $$"""{{{Query}},"track_total_hits":false}"""),
        ("", $$"""{{{Query}},"track_total_hits":3}"""),
        ("rest_total_hits_as_int=true&track_total_hits=true", $$"""{{{Query}}}"""),
        ("", $$"""{{{Query}},"min_score":0.05}"""),
        ("", $$"""{{{Query}},"post_filter":{"term":{"color":"red"} } }"""),
        ("", $$"""{{{Query}},"sort":["_score"],"track_scores":true}"""),
        ("sort=_score", $$"""{{{Query}}}"""),
        ("typed_keys", $$"""{{{Query}},"aggs":{"colors":{"terms":{"field":"color"},"aggs":{"best":{"top_hits":{"size":2,"_source":["title"]} } } } } }"""),
        ("", $$"""{{{Query}},"aggs":{"_source":{"terms":{"field":"color"},"aggs":{"twinbert":{"avg":{"field":"n"} } } } } }"""),
        ("", $$"""{{{Query}},"suggest":{"s":{"text":"shoo","term":{"field":"title"} } } }"""),
        (
            "",
            """{"query":{"bool":{"must":{"match":{"title":"shoe"}},"should":[{"nested":{"path":"parts","query":{"match":{"parts.name":"sole"}},"inner_hits":{}}}]}}}"""),
        ("", """{"query":{"match":{"title":{"query":"shoe","_name":"named"}}},"terminate_after":1000,"timeout":"10s"} /* done */"""),
        ("explain=true", $$"""{{{Query}},"size":2}"""),
        ("_source=", $$"""{{{Query}}}"""),
        ("", $$"""{{{Query}},"_source":[]}"""),
        ("", $$"""{{{Query}},"_source":{} }"""),
        ("", $$"""{{{Query}},"_source":"true"}"""),
        ("", $$"""{{{Query}},"_source":{"includes":["*"]} }"""),
        ("", $$"""{{{Query}},"stored_fields":[]}"""),
        ("", $$"""{{{Query}},"script_fields":{},"_source":true}"""),
        ("_source_excludes=twinbert", $$"""{{{Query}}}"""),
        ("human&error_trace=true&track_scores=true", $$"""{{{Query}},"indices_boost":[{"*":1.5}]}"""),
        (
            "",
            """{"query":{"multi_match":{"query":"shoe leather","fields":["title^2","color"]}},"runtime_mappings":{"twice":{"type":"double"} },"fields":["twice"]}"""),
        (
            "",
            """{"query":{"function_score":{"query":{"simple_query_string":{"query":"red | blue","fields":["title"]}},"functions":[{"filter":{"term":{"color":"red"}},"weight":0}]}}}"""),
        ("search_type=dfs_query_then_fetch&preference=_local&ignore_unavailable=true", $$"""{{{Query}}}"""),
        ("", """{"query":{"match":{"title":"nothing"}}}"""),
        ("", """{"query":{"match":{"title":"blue"}},"from":19}"""),
        ("", """{"query":{"match_all":{}},"size":40}"""),
    ];
}
