namespace TwinBert.DevNode.Http;

/// <summary>A path with placeholders, what it serves, and the query parameters it takes.</summary>
/// <param name="Methods">The HTTP methods, separated by commas.</param>
/// <param name="Template">Segments, placeholders in braces: <c>/{index}/_doc/{id}</c>.</param>
/// <param name="Handle">What answers.</param>
/// <param name="Parameters">The names of the query parameters, besides those that every route takes.</param>
internal sealed record Route(string Methods, string Template, Func<RestRequest, RestResponse> Handle, params string[] Parameters)
{
    private static readonly string[] Everywhere = ["pretty", "human", "error_trace", "filter_path", "format"];

    private readonly string[] _segments = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public bool Serves(string method) => Methods.Split(',').Contains(method);

    public bool Takes(string parameter) => Everywhere.Contains(parameter) || Parameters.Contains(parameter);

    /// <summary>Where routes overlap, the one with the name before the placeholder comes first.</summary>
    public string Precedence => string.Concat(_segments.Select(s => IsPlaceholder(s) ? '1' : '0'));

    /// <summary>What the placeholders stand for; null if the path is another.</summary>
    public Dictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _segments.Length)
        {
            return null;
        }

        Dictionary<string, string> values = [];
        for (var i = 0; i < path.Length; i++)
        {
            if (IsPlaceholder(_segments[i]))
            {
                values[_segments[i][1..^1]] = path[i];
            }
            else if (_segments[i] != path[i])
            {
                return null;
            }
        }

        return values;
    }

    private static bool IsPlaceholder(string segment) => segment[0] == '{';
}
