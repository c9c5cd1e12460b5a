using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.BrokenBodies;

/// <summary>A message that either side breaks off, at any byte and in either way, is never passed on as whole, and disturbs no one else's.</summary>
public sealed class CutOffProperties
{
    private const string Head = "HTTP/1.1\r\nHost: x\r\n";
    private const string Lines = "{\"index\":{}}\n{\"title\":\"a boot\"}\n{\"index\":{\"_index\":\"other\"}}\n{\"title\":\"b\"}\n";
    private const string Search = """{"query":{"match":{"title":"boot"}}}""";

    private static readonly string[] Requests =
    [
        .. from target in (string[])
        [
            "POST /i/_count",
            "PUT /products/_doc/1",
            "POST /products/_update/1",
            "POST /products/_search",
            "POST /products/_search/template",
        ]
           from text in Framed(
               target,
               "application/json",
               target.EndsWith("_update/1", StringComparison.Ordinal)
                   ? "{\"doc\":{\"title\":\"b\"}}"
                   : target.EndsWith("_doc/1", StringComparison.Ordinal) ? "{\"title\":\"b\"}" : Search)
           select text,
        .. from target in (string[])["POST /products/_bulk", "POST /_bulk", "POST /products/_msearch"]
           from text in Framed(target, "application/x-ndjson", target.EndsWith("_msearch", StringComparison.Ordinal) ? "{}\n" + Search + "\n" : Lines)
           select text,
    ];

    [Fact]
    public async Task Request_CutOffAnywhere_NeverArrivesAsAWholeOne()
    {
        await using var sidecar = await RawSidecar.StartAsync();
        var cuts = from request in Gen.Elements(Requests)
                   from length in Gen.Choose(0, request.Length - 1)
                   from resets in Gen.Elements(false, true)
                   select (Text: request[..length], Resets: resets);

        await CheckAsync(cuts, 300, async cut =>
        {
            using var connection = await RawConnection.OpenAsync(sidecar.Host.Url);
            await connection.WriteAsync(Encoding.Latin1.GetBytes(cut.Text), isAll: !cut.Resets);
            if (cut.Resets)
            {
                connection.Reset();
            }
            else
            {
                await connection.ReadToEndAsync();
            }
        });

        await sidecar.AssertInnocentIsServedAsync();
        Assert.DoesNotContain(sidecar.Arrived(), request => request.IsComplete);
    }

    [Fact]
    public async Task Answer_CutOffAnywhere_NeverReachesTheClientAsAWholeOne()
    {
        await using var sidecar = await RawSidecar.StartAsync();
        var innocent = sidecar.Upstream.Answer;
        var index = new ScriptedIndex(await ScriptedUpstream.StartAsync()) { Titles = ["a hat", "a boot", "a cap"] };
        var current = (Text: "", Resets: false);
        sidecar.Upstream.Answer = async (request, stream) =>
        {
            if (request.Target.StartsWith("/innocent", StringComparison.Ordinal))
            {
                return await innocent(request, stream);
            }

            await stream.WriteAsync(Encoding.Latin1.GetBytes(current.Text));
            if (current.Resets)
            {
                RawUpstream.Reset(stream);
            }

            return false;
        };
        var wide = index.Page("{\"docvalue_fields\":[]}");
        var answers = Gen.Elements(
            Answer(wide),
            Chunked(wide),
            Answer("{\"took\":1,\"responses\":[" + wide + "]}"),
            Answer("{\"found\":true,\"_source\":" + index.Source(0, withEmbedding: true) + "}"));
        var cuts = from request in Gen.Elements(
            Requests.Where((_, i) => i % 2 == 0).Append("GET /products/_doc/1 " + Head + "\r\n").Append("GET /i/_count " + Head + "\r\n").ToArray())
                   from answer in answers
                   from length in Gen.Choose(0, answer.Length - 1)
                   from resets in Gen.Elements(false, true)
                   select (Request: request.Replace(Head, Head + "Connection: close\r\n", StringComparison.Ordinal), Answer: answer[..length], Resets: resets);

        await CheckAsync(cuts, 300, async cut =>
        {
            current = (cut.Answer, cut.Resets);
            var answer = await sidecar.ExchangeAsync(cut.Request);
            Assert.True(answer.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal) || !IsWhole(answer), answer);
        });

        await sidecar.AssertInnocentIsServedAsync();
    }

    private static async Task CheckAsync<T>(Gen<T> cases, int count, Func<T, Task> check)
    {
        var property = Prop.ForAll(cases.ToArbitrary(), test => check(test).GetAwaiter().GetResult());

        // FsCheck waits for the answers: on a thread of its own, so that the servers have those of the pool.
        var run = () => property.Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true));
        await Task.Factory.StartNew(run, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static bool IsWhole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end >= 0 && (RawRequest.HeaderOf(answer[..end], "Content-Length") is { } length
            ? answer.Length - end - 4 >= int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)
            : answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal));
    }

    /// <summary>A request with its length, and the same in chunks.</summary>
    private static string[] Framed(string target, string type, string body) =>
    [
        $"{target} {Head}Content-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}",
        $"{target} {Head}Content-Type: {type}\r\nTransfer-Encoding: "
            + $"chunked\r\n\r\n{body.Length / 2:x}\r\n{body[..(body.Length / 2)]}\r\n"
                + $"{body.Length - (body.Length / 2):x}\r\n{body[(body.Length / 2)..]}\r\n0\r\n\r\n",
    ];

    private static string Answer(string body) => $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {body.Length}\r\n\r\n{body}";

    private static string Chunked(string body) =>
        $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n";
}
