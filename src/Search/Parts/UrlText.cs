namespace TwinBert.Search.Parts;

/// <summary>Changes to the text of a query string.</summary>
internal static class UrlText
{
    /// <summary>Puts a parameter behind the others.</summary>
    /// <param name="queryString">The query string, with or without its question mark.</param>
    /// <param name="parameter">The parameter, encoded.</param>
    public static string With(string queryString, string parameter) => queryString is "" or "?" ? queryString + parameter : queryString + "&" + parameter;
}
