using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using Xunit;

namespace TwinBert.Search.Tests.Responses;

public sealed class SearchResponseProperties
{
    [Property(MaxTest = 500)]
    public Property WriteEnginePage_AnyAnswer_IsTheClientsOwnPage() => Prop.ForAll(Cases().ToArbitrary(), test =>
    {
        var (built, page, _) = test;
        var expected = built.Plain(ResponseBuilder.Score(0), Ranks(built, page).Select(rank => (rank, ResponseBuilder.Score(rank))));

        return Write(output => SearchResponseWriter.WriteEnginePage(output, Read(built), page)) == expected;
    });

    [Property(MaxTest = 500)]
    public Property WritePage_AnyOrder_MovesHitsAndChangesNoOtherByte() => Prop.ForAll(Cases().ToArbitrary(), test =>
    {
        var (built, page, order) = test;
        var scores = order.Select((_, place) => 1000.5f - place).ToArray();
        var expected = built.Plain(
            scores.Length == 0 ? ResponseBuilder.Score(0) : "1000.5",
            Ranks(built, page).Select(
                place => place < order.Length ? (order[place], scores[place].ToString(CultureInfo.InvariantCulture)) : (place, ResponseBuilder.Score(place))));

        return Write(output => SearchResponseWriter.WritePage(output, Read(built), page, new(order, scores))) == expected;
    });

    [Property(MaxTest = 300)]
    public Property TryRead_AnyByteMissingAtTheEnd_IsRefused() => Prop.ForAll(Cases().ToArbitrary(), test =>
        !SearchResponse.TryRead(Encoding.UTF8.GetBytes(test.Built.Wide).AsMemory(..^1), Search(), new() { Dimensions = 2 }, out _));

    /// <summary>An answer, a page of it, and a new order of some of its best hits.</summary>
    private static Gen<(ResponseBuilder Built, SearchPage Page, int[] Order)> Cases() =>
        from built in ResponseBuilder.Random
        from window in Gen.Choose(0, built.Hits.Count)
        from order in Gen.Shuffle(Enumerable.Range(0, window).ToArray())
        from start in Gen.Choose(0, 9)
        from size in Gen.Choose(1, 9)
        select (built, new SearchPage(start, size), order);

    private static IEnumerable<int> Ranks(ResponseBuilder built, SearchPage page) => Enumerable.Range(0, built.Hits.Count).Skip(page.From).Take(page.Size);

    private static SearchResponse Read(ResponseBuilder built)
    {
        Assert.True(SearchResponse.TryRead(Encoding.UTF8.GetBytes(built.Wide), Search(), new() { Dimensions = 2 }, out var response));
        return response;
    }

    private static WidenedSearch Search() =>
        SearchRequestRewriter.Widen(SearchRequestReader.Read("q=shoe", default, new()).Request!, SearchDialect.For(EngineFamily.Elasticsearch));

    private static string Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
