using System.Text;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hostile;

/// <summary>Bodies that are meant to exhaust whoever reads them: they arrive at the engine once and to the byte.</summary>
public sealed class BodyTests
{
    private const int Levels = 100_000;
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":[", Levels / 2)) + string.Concat(Enumerable.Repeat("]}", Levels / 2));
    private static readonly string NoUtf8 = "{\"title\":\"\u0080\u00ff\u00ed\u00a0\u0080\u00c3(\",\"\u00fe\":1}";

    public static TheoryData<string, string, string> Bodies =>
        [.. from text in (string[])
        [
            Deep,
            NoUtf8,
            "{\"title\":" + Deep + "}",
            "\0\0\0",
            "\u00ef\u00bb\u00bf{\"query\":{}}",
            new string('[', Levels),
            "{\"query\":{\"match\":{\"title\":\"" + new string('x', 1_200_000) + "\"}}}",
        ]
            from way in (string[])
            [
                "/products/_search",
                "/products/_msearch",
                "/products/_bulk",
                "/products/_doc",
                "/products/_update/1",
                "/products/_mget",
                "/products/_search/template",
            ]
            select (way, text[..Math.Min(12, text.Length)], text)];

    [Theory, MemberData(nameof(Bodies))]
    public async Task Body_DeepOrBroken_ArrivesOnceAndToTheByte(string target, string name, string text)
    {
        await using var sidecar = await RawSidecar.StartAsync();
        var isLines = target.EndsWith("_bulk", StringComparison.Ordinal) || target.EndsWith("_msearch", StringComparison.Ordinal);
        var body = isLines ? $"{{\"index\":{{}}}}\n{text}\n{{\"index\":{text}}}\n{text}\n" : text;

        var answer = await sidecar.ExchangeAsync(
            $"POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/{(isLines ? "x-ndjson" : "json")}\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n{body}");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(body, Assert.Single(sidecar.Arrived(), request => !request.Target.StartsWith("/_render", StringComparison.Ordinal)).Body);
        await sidecar.AssertInnocentIsServedAsync();
        Assert.NotEmpty(name);
    }
}
