using TwinBert.Protocol;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Features;

/// <summary>Looks for what a URL that only wraps searches says beyond what matters to no reranking.</summary>
internal static class HarmlessParameters
{
    /// <summary>The reason to leave the searches to the engine; <see langword="null"/> where there is none.</summary>
    /// <param name="queryString">The raw query string, with or without its question mark.</param>
    /// <param name="harmless">The names of parameters that matter to no reranking, <c>format</c> among them.</param>
    public static RerankReason? FindReason(string queryString, IReadOnlySet<string> harmless) =>
        !SearchUrl.TryRead(queryString, out var url) ? RerankReason.UnreadableUrl
        : url["filter_path"] is not null ? RerankReason.FilterPath
        : url["scroll"] is not null ? RerankReason.Scroll
        : url.Names.Any(name => !harmless.Contains(name)) ? RerankReason.UnknownParameter
        : url["format"] is { Value: not "json" } ? RerankReason.Format
        : null;
}
