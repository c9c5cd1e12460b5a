using TwinBert.Protocol;
using TwinBert.Reranking;
using TwinBert.Reranking.Plans;
using TwinBert.Search.Features;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Chooses the way to the page of a search, from what is known and never from a guess that can fail it:
/// <list type="number">
/// <item>A text that is looked for only in fields of beginnings of words is half typed, and the search is the engine's.</item>
/// <item>The plan that the client's request names, or the index's settings.</item>
/// <item>With <c>auto</c>, the cheapest that the search bears: <c>rescore</c>, or <c>wrap</c> where there are so few documents that it costs less;
/// <c>wrap</c> where only that bears it, up to a number of documents.</item>
/// <item><c>window</c> while it is not known whether the engine runs the script, where it does not, and where the plan came to nothing lately.</item>
/// <item>Where that does not bear the search either, the search is left to the engine.</item>
/// </list>
/// Thread-safe.
/// </summary>
internal sealed class SearchPlanner(KnownCallers callers, PlanCircuits circuits, RerankSwitch reranking)
{
    private const string Auto = "auto";
    private static readonly RerankForm[] RescoreFirst = [RerankForm.Rescore, RerankForm.Wrap];
    private static readonly RerankForm[] WrapFirst = [RerankForm.Wrap, RerankForm.Rescore];

    /// <summary>Chooses a plan.</summary>
    /// <param name="search">The search.</param>
    /// <param name="session">The request that it came with.</param>
    /// <returns>The plan and the use of its circuit, or why there is none.</returns>
    public PlanChoice Choose(EligibleSearch search, SearchSession session)
    {
        if (reranking.IsOff(search.Index.Pattern))
        {
            return new(null, null, RerankReason.SwitchedOff);
        }

        if (IsHalfTyped(search, session))
        {
            return new(null, null, RerankReason.HalfTyped);
        }

        var wanted = session.Plan ?? search.Index.Options.Plan;
        var unready = default(RerankReason?);
        if (wanted != WindowPlan.PlanName)
        {
            var engine = InEngine(search, session, wanted);
            if (engine.Plan is not null)
            {
                return engine;
            }

            unready = engine.Reason;
        }

        if (search.Shape.Window.Request is null)
        {
            return new(null, null, unready ?? search.Shape.Window.SkipReason);
        }

        var window = Window(search, session);
        return circuits.TryBegin(search, window) is { } attempt ? new(window, attempt, null) : new(null, null, RerankReason.VectorsOpen);
    }

    /// <summary>
    /// Goes on with the plan that an earlier page was served by: whatever is known by now, another order would leave out hits or repeat them.
    /// </summary>
    /// <param name="search">The search.</param>
    /// <param name="session">The request that it came with.</param>
    /// <param name="earlier">The plan's name, empty for the engine's own order.</param>
    /// <returns>The plan and the use of its circuit, or why there is none.</returns>
    public PlanChoice Continue(EligibleSearch search, SearchSession session, string earlier)
    {
        foreach (var form in RescoreFirst.Where(form => earlier == EnginePlan.NameOf(form)))
        {
            return search.Shape.ReasonAgainst(form, search.Dialect.Family) is { } reason
                ? new(null, null, reason)
                : Continue(search, InEngine(search, session, form));
        }

        return earlier.Length == 0 ? new(null, null, RerankReason.EarlierPage)
            : search.Shape.Window.Request is null ? new(null, null, search.Shape.Window.SkipReason)
            : Continue(search, Window(search, session));
    }

    private static bool IsHalfTyped(EligibleSearch search, SearchSession session)
    {
        var typed = search.Shape.FieldsOfTyped;
        return typed.Count > 0 && session.Caller.FindBeginnings(search) is var beginnings && typed.Any(fields => fields.All(beginnings.Contains));
    }

    private PlanChoice Continue(EligibleSearch search, SearchPlan plan) => new(plan, circuits.Continue(search, plan), null);

    // The reason is one that may pass. What the search is has been said by the window's.
    private PlanChoice InEngine(EligibleSearch search, SearchSession session, string wanted)
    {
        var family = search.Dialect.Family;
        var borne = Array.FindAll(
            RescoreFirst, form => (wanted is Auto || wanted == EnginePlan.NameOf(form)) && search.Shape.ReasonAgainst(form, family) is null);
        if (borne.Length == 0)
        {
            return default;
        }

        if (search.Index.Scores != ScoreContract.Fused || search.Index.Scripts[family] is null)
        {
            return new(null, null, search.Shape.Window.SkipReason ?? RerankReason.PlanRefused);
        }

        if (session.Caller.FindKnowledge(search) is not { } known || !callers.Contains(session.Caller.Key))
        {
            return new(null, null, RerankReason.PlanUnknown);
        }

        if (known.Embedded == 0)
        {
            return new(null, null, RerankReason.NoEmbeddings);
        }

        var reason = known.RunsScript ? default(RerankReason?) : RerankReason.PlanRefused;
        var order = known.Documents <= search.Index.Options.WrapBelow ? WrapFirst : RescoreFirst;
        foreach (var form in known.RunsScript ? order.Where(borne.Contains) : [])
        {
            if (form == RerankForm.Wrap && known.Documents > search.Index.Options.MaxWrappedDocuments)
            {
                reason = RerankReason.IndexTooLarge;
                continue;
            }

            var plan = InEngine(search, session, form);
            if (circuits.TryBegin(search, plan) is { } attempt)
            {
                return new(plan, attempt, null);
            }

            reason = RerankReason.PlanRefused;
        }

        return new(null, null, reason);
    }

    private static EnginePlan InEngine(EligibleSearch search, SearchSession session, RerankForm form) => new(search.Shape, search.Dialect, new()
    {
        Form = form,
        Script = search.Index.Scripts[search.Dialect.Family]!,
        ModelWeight = session.Weight ?? search.ModelWeight,
        Window = session.Window ?? search.Index.Options.Window,
        Cutter = session.ShowsEmbedding ? null : search.Index.Cutter,
    });

    private static WindowPlan Window(EligibleSearch search, SearchSession session)
    {
        var usual = search.Index.Windows;
        var weight = session.Weight ?? search.ModelWeight;
        return new(
            search.Shape.Window.Request!,
            search.Dialect,
            session.ShowsEmbedding || weight != usual.ModelWeight ? usual with { ShowsEmbedding = session.ShowsEmbedding, ModelWeight = weight } : usual);
    }
}

/// <summary>What was chosen for a search.</summary>
/// <param name="Plan">The plan; <see langword="null"/> where the search is left to the engine.</param>
/// <param name="Attempt">The use of the plan's circuit.</param>
/// <param name="Reason">Why there is no plan.</param>
internal readonly record struct PlanChoice(SearchPlan? Plan, PlanAttempt? Attempt, RerankReason? Reason);
