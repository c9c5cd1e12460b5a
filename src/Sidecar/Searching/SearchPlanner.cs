using TwinBert.Protocol;
using TwinBert.Reranking;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Features;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Chooses the way to the page of a search, from what is known and never from a guess that can fail it:
/// <list type="number">
/// <item>The plan that the client's request names, or the index's settings.</item>
/// <item>With <c>auto</c>: <c>rescore</c> where the search bears it, which costs least; <c>wrap</c> where only that bears it, on an index of few enough
/// documents; else <c>window</c>.</item>
/// <item>While it is not known whether the engine runs the script, or where it does not: <c>window</c>.</item>
/// <item>Where that does not bear the search either, the search is left to the engine.</item>
/// </list>
/// Thread-safe.
/// </summary>
internal sealed class SearchPlanner(KnownCallers callers)
{
    private const string Auto = "auto";
    private static readonly RerankForm[] Forms = [RerankForm.Rescore, RerankForm.Wrap];

    /// <summary>Chooses a plan.</summary>
    /// <param name="search">The search.</param>
    /// <param name="session">The request that it came with.</param>
    /// <returns>The plan, or why there is none.</returns>
    public (SearchPlan? Plan, RerankReason? Reason) Choose(EligibleSearch search, SearchSession session)
    {
        var wanted = session.Plan ?? search.Index.Options.Plan;
        var (engine, reason) = wanted == WindowPlan.PlanName ? (null, null) : InEngine(search, session, wanted);
        if (engine is not null)
        {
            return (engine, null);
        }

        var request = search.Shape.Window.Request;
        return request is not null
            ? (Window(search, session), null)
            : (null, wanted == WindowPlan.PlanName ? search.Shape.Window.SkipReason : reason ?? search.Shape.Window.SkipReason);
    }

    /// <summary>
    /// Goes on with the plan that an earlier page was served by: whatever is known by now, another order would leave out hits or repeat them.
    /// </summary>
    /// <param name="search">The search.</param>
    /// <param name="session">The request that it came with.</param>
    /// <param name="earlier">The plan's name, empty for the engine's own order.</param>
    /// <returns>The plan, or why there is none.</returns>
    public static (SearchPlan? Plan, RerankReason? Reason) Continue(EligibleSearch search, SearchSession session, string earlier)
    {
        foreach (var form in Forms.Where(form => earlier == EnginePlan.NameOf(form)))
        {
            var reason = search.Shape.ReasonAgainst(form, search.Dialect.Family);
            return reason is null ? (InEngine(search, session, form), null) : (null, reason);
        }

        return earlier.Length == 0 ? (null, RerankReason.EarlierPage)
            : search.Shape.Window.Request is null ? (null, search.Shape.Window.SkipReason)
            : (Window(search, session), null);
    }

    private (SearchPlan? Plan, RerankReason? Reason) InEngine(EligibleSearch search, SearchSession session, string wanted)
    {
        var reason = default(RerankReason?);
        foreach (var form in Forms.Where(form => wanted == Auto || wanted == EnginePlan.NameOf(form)))
        {
            reason = search.Shape.ReasonAgainst(form, search.Dialect.Family) ?? ReasonAgainst(form, search, session);
            if (reason is null)
            {
                return (InEngine(search, session, form), null);
            }
        }

        return (null, reason);
    }

    private RerankReason? ReasonAgainst(RerankForm form, EligibleSearch search, SearchSession session)
    {
        if (search.Index.Scores != ScoreContract.Fused || search.Index.Scripts[search.Dialect.Family] is null)
        {
            return search.Shape.Window.SkipReason ?? RerankReason.PlanRefused;
        }

        return session.Caller.FindKnowledge(search) is not { } known || !callers.Contains(session.Caller.Key) ? RerankReason.PlanUnknown
            : !known.RunsScript ? RerankReason.PlanRefused
            : form == RerankForm.Wrap && known.Documents > search.Index.Options.MaxWrappedDocuments ? RerankReason.IndexTooLarge
            : null;
    }

    private static EnginePlan InEngine(EligibleSearch search, SearchSession session, RerankForm form) => new(search.Shape, search.Dialect, new()
    {
        Form = form,
        Script = search.Index.Scripts[search.Dialect.Family]!,
        ModelWeight = session.Weight ?? search.Index.ModelWeight,
        Window = session.Window ?? search.Index.Options.Window,
        Cutter = session.ShowsEmbedding ? null : search.Index.Cutter,
    });

    private static WindowPlan Window(EligibleSearch search, SearchSession session) => new(
        search.Shape.Window.Request!,
        search.Dialect,
        session.ShowsEmbedding || session.Weight is not null
            ? search.Index.Windows with { ShowsEmbedding = session.ShowsEmbedding, ModelWeight = session.Weight ?? search.Index.ModelWeight }
            : search.Index.Windows);
}
