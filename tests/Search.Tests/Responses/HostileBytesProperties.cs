using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Protocol;
using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.Features;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using TwinBert.Search.Tests.Json;

namespace TwinBert.Search.Tests.Responses;

public sealed class HostileBytesProperties
{
    private const string Query =
        """{"query":{"bool":{"must":[{"match":{"title":"red \u00e9"}},{"query_string":{"query":"a:b -c \"d\" [1 TO 2]"}}]}},"size":"3","from":1.0,"sort":["_score"],"_source":true,"docvalue_fields":["a",{"field":"b"}],"fields":["c*"],"script_fields":{"s":{}}}""";

    private static readonly SearchDialect[] Dialects =
        [SearchDialect.For(EngineFamily.Elasticsearch), SearchDialect.For(EngineFamily.Elasticsearch, new(9, 4)), SearchDialect.For(EngineFamily.OpenSearch)];

    [Property(MaxTest = 2000)]
    public Property Read_AnyRequest_IsEitherSkippedOrWidenedToARequestThatCanBeRead() => Prop.ForAll(Mutation.Of(Gen.Constant(Query)).ToArbitrary(), body =>
    {
        var reading = SearchRequestReader.Read("", body, new());
        return !reading.IsEligible || Array.TrueForAll(Dialects, dialect => Reads(SearchRequestRewriter.Widen(reading.Request, dialect)));
    });

    [Property(MaxTest = 1000)]
    public Property Read_AnyUrl_IsEitherSkippedOrWidened() => Prop.ForAll(Mutation.Of(
        Gen.Constant("q=red%20shoe&size=3;from=1&_source=true&docvalue_fields=a,b")).ToArbitrary(), url =>
    {
        var reading = SearchRequestReader.Read(Encoding.UTF8.GetString(url), default, new());
        return !reading.IsEligible || Array.TrueForAll(Dialects, dialect => SearchRequestRewriter.Widen(reading.Request, dialect).QueryString.Length > 0);
    });

    [Property(MaxTest = 3000)]
    public Property TryRead_AnyAnswer_IsEitherRefusedOrWritten() => Prop.ForAll(Mutation.Of(
        ResponseBuilder.Random.Select(built => built.Wide)).ToArbitrary(), json =>
    {
        var search = SearchRequestRewriter.Widen(SearchRequestReader.Read("q=shoe", default, new()).Request!, Dialects[0]);
        var output = new ArrayBufferWriter<byte>();
        if (!SearchResponse.TryRead(json, search, new() { Dimensions = 2 }, out var response))
        {
            return true;
        }

        var count = response.Hits.Count;
        SearchResponseWriter.WriteEnginePage(output, response, new(1, 2), 3);
        SearchResponseWriter.WritePage(output, response, new(0, 10), new(Enumerable.Range(0, count).Reverse().ToArray(), new float[count]), 3);
        return output.WrittenCount > 0;
    });

    [Property(MaxTest = 2000)]
    public Property TryCut_AnyAnswer_NeverGrows() => Prop.ForAll(Mutation.Of(ResponseBuilder.Random.Select(built => built.Wide)).ToArbitrary(), json =>
        Enum.GetValues<DocumentReadKind>().All(kind =>
        {
            var output = new ArrayBufferWriter<byte>();
            return !new EmbeddingCutter([new("twinbert")]).TryCut(kind, json, output) || output.WrittenCount < json.Length;
        }));

    private static bool Reads(WidenedSearch search)
    {
        var again = SearchRequestReader.Read(search.QueryString, search.Body, new() { QueryText = "x" });
        return again.IsEligible ? again.Request.Size == search.Size : again.SkipReason == RerankReason.EmbeddingRequested;
    }
}
