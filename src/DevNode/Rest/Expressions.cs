using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indices;

namespace TwinBert.DevNode.Rest;

/// <summary>The query parameters that say how index expressions are read.</summary>
internal static class Expressions
{
    public static readonly string[] Parameters = ["ignore_unavailable", "allow_no_indices", "expand_wildcards", "ignore_throttled"];

    public static ResolveOptions Options(RestRequest request) => new(
        request.Flag("ignore_unavailable"),
        request.Flag("allow_no_indices", defaultValue: true),
        request.Text("expand_wildcards") != "none",
        TakesHidden: request.Text("expand_wildcards")?.Split(',').Any(state => state is "all" or "hidden") == true);
}
