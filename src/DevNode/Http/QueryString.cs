using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Http;

/// <summary>Reads query strings as the engines do: a plus is a space, a name alone has an empty value.</summary>
internal static class QueryString
{
    public static Dictionary<string, string> Read(string text)
    {
        Dictionary<string, string> result = [];
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            if (!result.TryAdd(name, equals < 0 ? "" : Decode(pair[(equals + 1)..])))
            {
                throw EngineErrors.IllegalArgument($"request contains duplicate parameter [{name}]");
            }
        }

        return result;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
