using TwinBert.Protocol;
using TwinBert.Search.Dialects;

namespace TwinBert.Search.Features;

/// <summary>Which forms of reranking bear a feature of a search. Each says why not, by a <see cref="RerankReason"/>, or nothing.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Name">What it is called in <c>docs/search-support.md</c>.</param>
/// <param name="Wrap">The reason against <see cref="RerankForm.Wrap"/>.</param>
/// <param name="Rescore">The reason against <see cref="RerankForm.Rescore"/>.</param>
/// <param name="Window">The reason against <see cref="RerankForm.Window"/>.</param>
public sealed record FeatureSupport(SearchFeature Feature, string Name, RerankReason? Wrap, RerankReason? Rescore, RerankReason? Window)
{
    /// <summary>The reason against every form on OpenSearch, where that does not know the feature.</summary>
    public RerankReason? OnOpenSearch { get; init; }

    /// <summary>The reason for which a form does not bear the feature; <see langword="null"/> where it does.</summary>
    /// <param name="form">The form.</param>
    /// <param name="family">The engine's family.</param>
    public RerankReason? ReasonAgainst(RerankForm form, EngineFamily family)
    {
        if (family == EngineFamily.OpenSearch && OnOpenSearch is not null)
        {
            return OnOpenSearch;
        }

        return form switch
        {
            RerankForm.Wrap => Wrap,
            RerankForm.Rescore => Rescore,
            _ => Window,
        };
    }
}
