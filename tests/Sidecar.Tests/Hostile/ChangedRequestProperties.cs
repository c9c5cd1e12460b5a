using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.Hostile;

/// <summary>A request in which any bytes are changed, lost or put in: refused, or sent on in a form that can be read one way only.</summary>
public sealed class ChangedRequestProperties
{
    private const string Signs = "\r\n\t \0:;,/%?#@\\\"(){}[]+-0123456789abcfxGET\u000b\u007f\u0085\u00a0\u00ff";

    private static readonly string[] Requests =
    [
        "GET /i/_count?q=a HTTP/1.1\r\nHost: x\r\nX-Opaque-Id: me\r\n\r\n",
        "POST /i/_count HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\nContent-Type: application/json\r\n\r\n{\"query\":{}}",
        "POST /i/_count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: "
            + "application/json\r\n\r\n5\r\n{\"que\r\n7;a=b\r\nry\":{}}\r\n0\r\nX: y\r\n\r\n",
        "POST /products/_search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
            + "36\r\n\r\n{\"query\":{\"match\":{\"title\":\"boot\"}}}",
        "POST /products/_bulk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: "
            + "chunked\r\n\r\n1d\r\n{\"index\":{}}\n{\"title\":\"abc\"}\n\r\n0\r\n\r\n",
    ];

    [Fact]
    public async Task Request_AnyBytesChanged_IsRefusedOrArrivesWellFormed()
    {
        await using var sidecar = await RawSidecar.StartAsync();
        var property = Prop.ForAll(Changed.ToArbitrary(), text => sidecar.ExchangeAsync(text, hangsUp: true).GetAwaiter().GetResult());

        // FsCheck waits for the answers: on a thread of its own, so that the servers have those of the pool.
        var run = () => property.Check(Config.QuickThrowOnFailure.WithMaxTest(800).WithQuietOnSuccess(true));
        await Task.Factory.StartNew(run, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await sidecar.AssertInnocentIsServedAsync();
        Assert.All(sidecar.Arrived(), request => Assert.InRange(request.Body.Length, 0, 200));
    }

    private static Gen<string> Changed =>
        from request in Gen.Elements(Requests)
        from edits in Edit.NonEmptyListOf()
        select edits.Take(3).Aggregate(request, Apply);

    private static Gen<(int Kind, int Place, char Sign)> Edit =>
        from kind in Gen.Choose(0, 3)
        from place in Gen.Choose(0, 10_000)
        from sign in Gen.Elements(Signs.ToCharArray())
        select (kind, place, sign);

    private static string Apply(string text, (int Kind, int Place, char Sign) edit)
    {
        var at = edit.Place % text.Length;
        return edit.Kind switch
        {
            0 => new StringBuilder(text) { [at] = edit.Sign }.ToString(),
            1 => text.Remove(at, 1),
            2 => text.Insert(at, edit.Sign.ToString()),
            _ => text.Insert(at, text[at..Math.Min(text.Length, at + 20)]),
        };
    }
}
