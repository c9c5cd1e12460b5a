using System.Text;

namespace TwinBert.Search.Parts;

/// <summary>Changes to the text of a query string.</summary>
internal static class UrlText
{
    /// <summary>Puts a parameter behind the others.</summary>
    /// <param name="queryString">The query string, with or without its question mark.</param>
    /// <param name="parameter">The parameter, encoded.</param>
    public static string With(string queryString, string parameter) => queryString is "" or "?" ? queryString + parameter : queryString + "&" + parameter;

    /// <summary>Takes parameters out; the others stay as they are spelled.</summary>
    /// <param name="queryString">The query string, without its question mark.</param>
    /// <param name="names">The names of the parameters, decoded.</param>
    public static string Without(string queryString, IReadOnlySet<string> names)
    {
        var kept = new StringBuilder();
        for (var start = 0; start < queryString.Length;)
        {
            var end = queryString.AsSpan(start).IndexOfAny('&', ';');
            end = end < 0 ? queryString.Length : start + end;
            var name = queryString[start..end].Split('=')[0];
            if (!names.Contains(Uri.UnescapeDataString(name.Replace('+', ' '))))
            {
                // With the separator that stood before it.
                kept.Append(queryString, kept.Length > 0 ? start - 1 : start, end - (kept.Length > 0 ? start - 1 : start));
            }

            start = end + 1;
        }

        return kept.ToString();
    }
}
