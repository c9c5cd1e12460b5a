using System.Collections.Specialized;
using TwinBert.Protocol;

namespace TwinBert.Client.Elasticsearch;

/// <summary>Hints as a collection of headers.</summary>
internal static class HintHeaders
{
    private static readonly string[] Hints =
        [TwinBertHeaders.Verdict, TwinBertHeaders.Window, TwinBertHeaders.Query, TwinBertHeaders.Plan, TwinBertHeaders.Weight];

    /// <summary>The headers of these hints alone.</summary>
    public static NameValueCollection Of(RerankHints hints)
    {
        var headers = new NameValueCollection();
        foreach (var header in hints.ToHeaders())
        {
            headers.Add(header.Key, header.Value);
        }

        return headers;
    }

    /// <summary>Whether headers have a hint.</summary>
    public static bool AreIn(NameValueCollection? headers) =>
        headers is not null && Array.Exists(Hints, name => headers[name] is not null);

    /// <summary>
    /// A copy of one request's headers, its hints replaced by these as a whole. The transport adds the settings' headers that the request lacks, so each hint
    /// that there is not has to be answered with a header: an empty one is none to the sidecar.
    /// </summary>
    public static NameValueCollection Replace(NameValueCollection? headers, RerankHints hints)
    {
        var replaced = headers is null ? new NameValueCollection() : new NameValueCollection(headers);
        replaced[TwinBertHeaders.Window] = "";
        replaced[TwinBertHeaders.Query] = "";
        replaced[TwinBertHeaders.Plan] = "";
        replaced[TwinBertHeaders.Weight] = "";
        replaced[TwinBertHeaders.Verdict] = TwinBertHeaders.On;
        foreach (var header in hints.ToHeaders())
        {
            replaced[header.Key] = header.Value;
        }

        return replaced;
    }
}
