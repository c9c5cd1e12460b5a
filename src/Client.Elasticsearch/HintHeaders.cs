using System.Collections.Specialized;
using TwinBert.Protocol;

namespace TwinBert.Client.Elasticsearch;

/// <summary>Hints as a collection of headers.</summary>
internal static class HintHeaders
{
    /// <summary>The headers of these hints alone.</summary>
    public static NameValueCollection Of(RerankHints hints)
    {
        var headers = new NameValueCollection();
        foreach (var (name, value) in hints.ToHeaders())
        {
            headers.Add(name, value);
        }

        return headers;
    }

    /// <summary>
    /// A copy of one request's headers, its hints replaced by these. The transport adds the settings' headers that the request lacks, so a
    /// default of "off" has to be answered with a header.
    /// </summary>
    public static NameValueCollection Replace(NameValueCollection? headers, RerankHints hints)
    {
        var replaced = headers is null ? new NameValueCollection() : new NameValueCollection(headers);
        replaced.Remove(TwinBertHeaders.Window);
        replaced.Remove(TwinBertHeaders.Query);
        replaced[TwinBertHeaders.Verdict] = TwinBertHeaders.On;
        foreach (var (name, value) in hints.ToHeaders())
        {
            replaced[name] = value;
        }

        return replaced;
    }
}
