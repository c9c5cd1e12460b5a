using TwinBert.Configuration;
using TwinBert.Search.Dialects;
using TwinBert.Search.Requests;

namespace TwinBert.Sidecar.Searching;

/// <summary>A search that is to be reranked.</summary>
/// <param name="Index">The settings of its index.</param>
/// <param name="Request">The search itself.</param>
/// <param name="Dialect">The engine's dialect.</param>
/// <param name="Template">The template that it was made of; <see langword="null"/> for none.</param>
internal sealed record EligibleSearch(IndexOptions Index, SearchRequest Request, SearchDialect Dialect, SearchTemplate? Template = null)
{
    /// <summary>The body to send for the widened search: of a template search, a template that says just that, so that the engine answers in the form of one.</summary>
    public ReadOnlyMemory<byte> BodyOf(WidenedSearch widened) => Template?.Around(widened.Body) ?? widened.Body;
}
