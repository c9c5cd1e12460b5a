using System.Globalization;
using System.Text;

namespace TwinBert.Search.Scan;

/// <summary>Spells a <see cref="ScanSearch"/>.</summary>
internal static class ScanSearchBody
{
    /// <summary>The body.</summary>
    /// <param name="search">What is searched.</param>
    /// <param name="source">How a search asks for whole sources.</param>
    public static byte[] Of(ScanSearch search, string source)
    {
        var query = search.Query;
        if (search.Within is { } range)
        {
            var span = string.Create(CultureInfo.InvariantCulture, $$$$"""{"range":{"_seq_no":{"gt":{{{{range.After}}}},"lte":{{{{range.Through}}}}}}}""");
            query = $$$"""{"bool":{"filter":[{{{query}}},{{{span}}}]}}""";
        }

        if (search.Through is { } through)
        {
            var span = string.Create(CultureInfo.InvariantCulture, $$$$"""{"range":{"_seq_no":{"lte":{{{{through}}}}}}}""");
            query = $$$"""{"bool":{"filter":[{{{query}}},{{{span}}}]}}""";
        }

        // The score is the random number, so that the page is a sample.
        query = search.Seed is { } seed
            ? string.Create(
                CultureInfo.InvariantCulture,
                $$$$"""{"function_score":{"query":{{{{query}}}},"random_score":{"seed":{{{{seed}}}},"field":"_seq_no"},"boost_mode":"replace"}}""")
            : query;
        var sort = search.IsLatestFirst ? ""","sort":[{"_seq_no":"desc"}]""" : "";
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"size":{{{search.Size}}},"query":{{{query}}}{{{sort}}},"_source":{{{source}}},"seq_no_primary_term":true,"track_total_hits":false}"""));
    }
}
