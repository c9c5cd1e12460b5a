using System.Text;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.BrokenBodies;

/// <summary>
/// Whatever the upstream answers, the client gets what it would have got without a sidecar, or, where that would have been no whole answer, none either:
/// a complete 502 that says why, or one that breaks off. Nothing is sent twice but a search whose wider form was answered with something of no use,
/// and a reading on a connection that ended before it was answered.
/// </summary>
public sealed class BadAnswerTests
{
    private static readonly (string Method, string Target, string? Body)[] Courses =
    [
        ("GET", "/i/_count", null),
        ("HEAD", "/i", null),
        ("DELETE", "/i/_doc/1", null),
        ("PUT", "/products/_doc/1", """{"title":"a boot"}"""),
        ("POST", "/products/_bulk", "{\"index\":{}}\n{\"title\":\"a boot\"}\n"),
        ("GET", "/products/_doc/1", null),
        ("POST", "/products/_search", """{"query":{"match":{"title":"boot"}}}"""),
        ("POST", "/products/_msearch", "{}\n{\"query\":{\"match\":{\"title\":\"boot\"}}}\n"),
    ];

    public static TheoryData<string, bool> Broken => [.. from name in BadAnswers.Broken.Keys from resets in (bool[])[false, true] select (name, resets)];

    public static TheoryData<string, bool> Whole =>
        [.. from name in BadAnswers.Whole.Keys.Concat(BadAnswers.Ending.Keys)
            from drips in (bool[])[false, true]
            where !drips || !name.Contains("head", StringComparison.Ordinal)
            select (name, drips)];

    [Theory, MemberData(nameof(Broken))]
    public async Task Answer_ThatBreaksOff_IsNeverPassedOffAsWhole(string name, bool resets)
    {
        await using var sidecar = await StartAsync(async stream =>
        {
            await stream.WriteAsync(BadAnswers.Broken[name]);
            if (resets)
            {
                RawUpstream.Reset(stream);
            }

            return false;
        });
        foreach (var (course, direct, through) in ExchangeAsync(sidecar))
        {
            var (engine, client) = (await direct, await through);

            // What a client can make of it by itself, it may have.
            Assert.True(IsOurs(client, course) || !client.IsWhole || client == engine, $"{course}\ndirect: {engine}\nthrough: {client}");
            await sidecar.AssertInnocentIsServedAsync();
        }
    }

    [Theory, MemberData(nameof(Whole))]
    public async Task Answer_ThatIsWhole_ReachesTheClientAsItIs(string name, bool drips)
    {
        var ends = BadAnswers.Ending.ContainsKey(name);
        await using var sidecar = await StartAsync(async stream =>
        {
            var bytes = ends ? BadAnswers.Ending[name] : BadAnswers.Whole[name];
            foreach (var piece in drips ? bytes.Chunk(1) : [bytes])
            {
                await stream.WriteAsync(piece);
            }

            return !ends;
        });
        foreach (var (course, direct, through) in ExchangeAsync(sidecar))
        {
            Assert.Equal((course, await direct), (course, await through));
            await sidecar.AssertInnocentIsServedAsync();
        }
    }

    private static async Task<RawSidecar> StartAsync(Func<System.Net.Sockets.NetworkStream, Task<bool>> answer)
    {
        var sidecar = await RawSidecar.StartAsync();
        var innocent = sidecar.Upstream.Answer;
        sidecar.Upstream.Answer = async (request, stream) => request.Target.StartsWith("/innocent", StringComparison.Ordinal)
            ? await innocent(request, stream)
            : await answer(stream);
        return sidecar;
    }

    private static IEnumerable<(string Course, Task<AnswerOutcome> Direct, Task<AnswerOutcome> Through)> ExchangeAsync(RawSidecar sidecar)
    {
        foreach (var (method, target, body) in Courses)
        {
            var bytes = body is null ? null : Encoding.UTF8.GetBytes(body);
            var direct = AnswerOutcome.OfAsync(sidecar.Upstream.Url, method, target, bytes);
            yield return ($"{method} {target}", direct, ThroughAsync(sidecar, (method, target, bytes), direct));
        }
    }

    private static async Task<AnswerOutcome> ThroughAsync(RawSidecar sidecar, (string Method, string Target, byte[]? Body) request, Task<AnswerOutcome> direct)
    {
        var engine = await direct;
        sidecar.Upstream.Seen.Clear();

        var through = await AnswerOutcome.OfAsync(sidecar.Host.Url, request.Method, request.Target, request.Body);

        var widened = request.Target.Contains("search", StringComparison.Ordinal) && engine.Head?.StartsWith("200 ", StringComparison.Ordinal) == true;
        var reads = request is { Method: "GET" or "HEAD", Body: null };
        Assert.InRange(sidecar.Arrived().Count, 1, widened || reads ? 2 : 1);
        return through;
    }

    private static bool IsOurs(AnswerOutcome answer, string course) =>
        answer.IsWhole
        && answer.Head!.StartsWith("502 ", StringComparison.Ordinal)
        && (answer.Body!.Contains("TwinBert", StringComparison.Ordinal) || course.StartsWith("HEAD", StringComparison.Ordinal));
}
