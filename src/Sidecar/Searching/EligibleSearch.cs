using TwinBert.Configuration;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Search.Rewriting;
using TwinBert.Search.Templates;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Searching;

/// <summary>A search that is to be reranked.</summary>
/// <param name="Indices">What it searches, as the client names it.</param>
/// <param name="Index">The settings of its index.</param>
/// <param name="Request">The search itself.</param>
/// <param name="Dialect">The engine's dialect.</param>
/// <param name="Template">The template that it was made of; <see langword="null"/> for none.</param>
internal sealed record EligibleSearch(string Indices, IndexOptions Index, SearchRequest Request, SearchDialect Dialect, SearchTemplate? Template = null)
{
    /// <summary>The text that it searches.</summary>
    public SearchedText Text { get; } = new(Dialect.Family, Indices, Index);

    /// <summary>
    /// Whether the search asks for nothing that could be its own doing when the wider one comes to nothing: whatever becomes of it would become of everybody's.
    /// </summary>
    public bool IsLikeAnyOther => Request.Window == Index.Window && Request.From + Request.Size <= Index.Window && PlainSearch.Is(Request);

    /// <summary>
    /// The body to send for the widened search: of a template search, a template that says just that, so that the engine answers in the form of one.
    /// </summary>
    public ReadOnlyMemory<byte> BodyOf(WidenedSearch widened) => Template?.Around(widened.Body) ?? widened.Body;
}
