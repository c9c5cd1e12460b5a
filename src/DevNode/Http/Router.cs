using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Http;

/// <summary>Finds the route of a request. Thread-safe.</summary>
internal sealed class Router
{
    private readonly ILookup<int, Route> _routes;

    public Router(IEnumerable<Route> routes) =>
        _routes = routes.OrderBy(r => r.Precedence, StringComparer.Ordinal).ToLookup(r => r.Template.Split('/', StringSplitOptions.RemoveEmptyEntries).Length);

    /// <summary>The answer of the route, or what the engine says where there is none.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="target">The raw path and query.</param>
    /// <param name="body">The body.</param>
    /// <param name="aborted">Cancelled when the client goes away.</param>
    public RestResponse Route(string method, string target, ReadOnlyMemory<byte> body, CancellationToken aborted)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = (mark < 0 ? target : target[..mark]).Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var query = QueryString.Read(mark < 0 ? "" : target[(mark + 1)..]);
        var allowed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var route in _routes[path.Length])
        {
            if (route.Match(path) is not { } values)
            {
                continue;
            }

            if (route.Serves(method) || (method == "HEAD" && route.Serves("GET")))
            {
                CheckParameters(route, target, query);
                return route.Handle(new RestRequest(method, target, values, query, body, aborted));
            }

            allowed.UnionWith(route.Methods.Split(','));
        }

        return allowed.Count > 0
            ? RestResponse.Sentence(405, $"Incorrect HTTP method for uri [{target}] and method [{method}], allowed: [{string.Join(", ", allowed)}]")
            : RestResponse.Sentence(400, $"no handler found for uri [{target}] and method [{method}]; the embedded node does not support it");
    }

    private static void CheckParameters(Route route, string target, IReadOnlyDictionary<string, string> query)
    {
        if (query.Keys.Where(name => !route.Takes(name)).ToList() is { Count: > 0 } unknown)
        {
            throw EngineErrors.IllegalArgument(
                $"request [{target.Split('?')[0]}] contains unrecognized "
                    + $"parameter{(unknown.Count > 1 ? "s" : "")}: {string.Join(", ", unknown.Select(n => $"[{n}]"))}; the embedded node does not support it");
        }
    }
}
