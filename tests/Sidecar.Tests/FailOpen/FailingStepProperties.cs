using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using TwinBert.Protocol;
using TwinBert.Sidecar.Tests.Fixtures;
using Xunit;

namespace TwinBert.Sidecar.Tests.FailOpen;

/// <summary>Whatever step fails, the client gets what the engine answers to its own search: any documents, any page, one search or several.</summary>
public sealed partial class FailingStepProperties
{
    private static readonly string[] Words = ["tie", "boot", "hat", "cap", "scarf", "red", "é", "\\u00e9", "\\\"", "{]"];

    public static TheoryData<FailingStep> Steps => [.. Enum.GetValues<FailingStep>()];

    [Theory, MemberData(nameof(Steps))]
    public async Task Search_StepFails_IsTheEnginesOwnPage(FailingStep step)
    {
        await using var sidecar = await FailingSidecar.StartAsync(step);
        var property = Prop.ForAll(Cases().ToArbitrary(), test => CheckAsync(sidecar, test).GetAwaiter().GetResult());

        // FsCheck waits for the answers: on a thread of its own, so that the servers have those of the pool.
        var check = () => property.Check(Config.QuickThrowOnFailure.WithMaxTest(25));
        await Task.Factory.StartNew(check, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static async Task CheckAsync(FailingSidecar sidecar, Case test)
    {
        var index = await sidecar.FillAsync(test.Titles, test.WithoutVector);
        var searches = new ScriptedSearches(sidecar.Fixture.Upstream, index);

        var single = await AskAsync(sidecar, "/products/_search", test.Bodies[0] + " ", test.Window);
        Assert.Equal(Clean(index, index.Page(test.Bodies[0])), single.Body);

        var lines = string.Concat(test.Bodies.Select(body => "{}\n" + body + "\n"));
        var several = await AskAsync(sidecar, "/products/_msearch", lines, test.Window);
        Assert.Equal(Clean(index, searches.Answer(lines)), several.Body);
        Assert.DoesNotContain(several.Verdict.Items!, search => search.Status == RerankStatus.Reranked);
    }

    private static async Task<SearchAnswer> AskAsync(FailingSidecar sidecar, string target, string body, int window)
    {
        var upstream = sidecar.Fixture.Upstream;
        upstream.Seen.Clear();
        var type = target.EndsWith("_msearch", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
        var answer = await SearchAnswer.ReadAsync(
            await sidecar.Fixture.SendAsync("POST", target, new StringContent(body, Encoding.UTF8, type), ("X-TwinBert-Window", $"{window}")));
        Assert.NotEqual(RerankStatus.Reranked, answer.Verdict.Status);

        // The client's own search is sent again only where the wider one was of no use.
        var widened = upstream.Seen.Count(seen => seen.Text.Contains("docvalue_fields", StringComparison.Ordinal));
        Assert.InRange(upstream.Seen.Count, 1, sidecar.Requests);
        Assert.Equal(upstream.Seen.Count - 1, Math.Min(widened, sidecar.Requests - 1));
        return answer with { Body = TookPattern().Replace(answer.Body, "") };
    }

    /// <summary>The answer as it would be without embeddings: theirs is the only text that differs.</summary>
    private static string Clean(ScriptedIndex index, string answer) => TookPattern().Replace(
        Enumerable.Range(0, index.Titles.Count).Aggregate(
            answer,
            (text, rank) => text.Replace(index.Source(rank, withEmbedding: true), index.Source(rank, withEmbedding: false), StringComparison.Ordinal)), "");

    private static Gen<Case> Cases() =>
        from titles in Title.ListOf()
        from without in Gen.Choose(0, 30).ListOf()
        from window in Gen.Choose(1, 20)
        from bodies in Body.NonEmptyListOf()
        select new Case([.. titles.Take(30)], without.ToHashSet(), window, [.. bodies.Take(3)]);

    private static Gen<string> Title => Gen.Elements(Words).NonEmptyListOf().Select(words => string.Join(' ', words.Take(5)));

    private static Gen<string> Body =>
        from size in Gen.Choose(1, 12)
        from start in Gen.Frequency((2, Gen.Constant(0)), (3, Gen.Choose(1, 25)))
        from word in Gen.Elements("tie", "boot hat", "red scarf")
        from space in Gen.Elements("", " ")
        select $$$"""{{{{space}}}"query":{"match":{"title":"{{{word}}}"}},"size":{{{space}}}{{{size}}},"from" :{{{start}}}}""";

    [GeneratedRegex("\"took\" : \\d+,")]
    private static partial Regex TookPattern();

    private sealed record Case(string[] Titles, IReadOnlySet<int> WithoutVector, int Window, string[] Bodies);
}
