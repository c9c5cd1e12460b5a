using TwinBert.Model.Crossing;
using TwinBert.Sidecar.Tests.Fixtures;

namespace TwinBert.Sidecar.Tests.Searching;

/// <summary>A sidecar in front of a scripted engine that runs the crossing on <c>products</c>.</summary>
internal static class CrossingFixture
{
    /// <summary>Starts both.</summary>
    /// <param name="plan">The index's plan.</param>
    /// <param name="answer">What the engine answers to a request's text.</param>
    public static async Task<SidecarFixture> StartAsync(string plan, Func<string, string> answer)
    {
        var fixture = await SidecarFixture.StartAsync(settings => settings with
        {
            Options = settings.Options with { Indices = new() { ["products*"] = new() { TextFields = ["title"], Window = 10, Plan = plan } } },
            Model = settings.Model with { Heads = [new(new CosineCrossing(settings.Model.Dimensions), 0)] },
        });
        fixture.Upstream.Questions["/products/_count"] = ScriptedUpstream.Json("""{"count":5}""");
        fixture.Upstream.Answer = async context =>
        {
            var request = fixture.Upstream.Last;
            await request.KeepBodyAsync(context);
            var isProbe = context.Request.Query.ContainsKey("filter_path");
            await ScriptedUpstream.Json(isProbe ? """{"_shards":{"failed":0}}""" : answer(request.Text))(context);
        };
        return fixture;
    }
}
