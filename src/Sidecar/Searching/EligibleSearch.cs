using TwinBert.Configuration;
using TwinBert.Search.Dialects;
using TwinBert.Search.Requests;

namespace TwinBert.Sidecar.Searching;

/// <summary>A search that is to be reranked.</summary>
/// <param name="Index">The settings of its index.</param>
/// <param name="Request">The search itself.</param>
/// <param name="Dialect">The engine's dialect.</param>
internal sealed record EligibleSearch(IndexOptions Index, SearchRequest Request, SearchDialect Dialect);
