using System.Buffers;
using System.Text;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Wire;

public sealed class EnginePageTests(RealEngines engines)
{
    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task WriteEnginePage_EverySearchForm_IsWhatTheEngineAnswersToTheClient(EngineKind kind)
    {
        await using var index = await WireIndex.CreateAsync(engines, kind, "pages");
        var failures = new StringBuilder();
        foreach (var (queryString, body) in WireSearches.All)
        {
            foreach (var pretty in new[] { "", "pretty" })
            {
                var url = string.Join('&', new[] { queryString, pretty }.Where(part => part.Length > 0));
                var expected = WireText.Normal(await index.SendAsync(HttpMethod.Post, $"/{index.Plain}/_search?{url}", body), index);
                var written = WireText.Normal(await WidenAsync(index, url, body), index);
                if (expected != written)
                {
                    failures.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"?{url} {body}").AppendLine(expected).AppendLine(written);
                }
            }
        }

        Assert.True(failures.Length == 0, failures.ToString());
    }

    private static async Task<byte[]> WidenAsync(WireIndex index, string url, string body)
    {
        var reading = SearchRequestReader.Read(url, Encoding.UTF8.GetBytes(body), new() { Window = 20, QueryText = "shoe" });
        Assert.True(reading.IsEligible, $"?{url} {body} is skipped: {reading.SkipReason}");
        var search = SearchRequestRewriter.Widen(reading.Request, index.Dialect);
        var answer = await index.SendAsync(HttpMethod.Post, $"/{index.Embedded}/_search?{search.QueryString}", search.Body);
        if (!SearchResponse.TryRead(answer, search, new() { Dimensions = 4 }, out var response))
        {
            return answer;
        }

        Assert.Equal(Math.Min(search.Size, response.Hits.Count), response.Hits.Count);
        Assert.All(response.Hits, hit => Assert.Equal(hit.Model is null, hit.Vector.IsEmpty));
        Assert.True(response.Hits.Count < 10 || response.Hits.Any(hit => hit.Model == WireIndex.Model));
        var output = new ArrayBufferWriter<byte>();
        SearchResponseWriter.WriteEnginePage(output, response, new(reading.Request.From, reading.Request.Size));
        return output.WrittenSpan.ToArray();
    }
}
