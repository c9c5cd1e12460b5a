using TwinBert.Reranking.Plans;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Search.Templates;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Searching;

/// <summary>A search that is to be reranked.</summary>
/// <param name="Indices">What it searches, as the client names it.</param>
/// <param name="Index">What that is served as.</param>
/// <param name="Shape">The search itself.</param>
/// <param name="Dialect">The engine's dialect.</param>
/// <param name="Template">The template that it was made of; <see langword="null"/> for none.</param>
internal sealed record EligibleSearch(string Indices, ServedIndex Index, SearchShape Shape, SearchDialect Dialect, SearchTemplate? Template = null)
{
    /// <summary>What it looks for.</summary>
    public QueryKey Query => new(Index.Model, Shape.QueryText);

    /// <summary>β of the blend for this search, unless the client names another.</summary>
    public double ModelWeight => Shape.IsDecidedByText ? Index.Weights.Text : Index.Weights.Business;

    /// <summary>The text that it searches.</summary>
    public SearchedText Text { get; } = new(Dialect.Family, Indices, Index.TextFields);

    /// <summary>
    /// Whether the search asks for nothing that could be its own doing when the wider one comes to nothing: whatever becomes of it would become of everybody's.
    /// </summary>
    public bool IsLikeAnyOther =>
        PlainSearch.Is(Shape.QueryString, Shape.Body.Span)
        && (Shape.Window.Request is not { } request || (request.Window == Index.Options.Window && request.From + request.Size <= Index.Options.Window));

    /// <summary>What a plan sends: of a template search, a template that says just that, so that the engine answers in the form of one.</summary>
    /// <param name="search">The plan's search.</param>
    public OutgoingSearch Send(OutgoingSearch search) =>
        Template is { } template ? search with { QueryString = null, Body = template.Around(search.Body) } : search;
}
