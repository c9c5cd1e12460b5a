using System.Globalization;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Http;

/// <summary>Reads what a client asks for one search. Only these harmless things can be set by a request: never a host, a path or a model.</summary>
internal static class RequestHints
{
    private const int MaxWindow = 10_000;
    private const double MaxWeight = 20;

    /// <summary>Reads the hints of a request.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <returns>The hints, or <see langword="null"/> when one is out of range.</returns>
    public static RerankHints? Read(IHeaderDictionary headers)
    {
        var window = headers[TwinBertHeaders.Window].ToString();
        int? hits = null;
        if (window.Length > 0)
        {
            if (!int.TryParse(window, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MaxWindow)
            {
                return null;
            }

            hits = number;
        }

        var plan = headers[TwinBertHeaders.Plan].ToString();
        if (plan is not ("" or "auto" or "window" or "rescore" or "wrap"))
        {
            return null;
        }

        var weight = headers[TwinBertHeaders.Weight].ToString();
        double? beta = null;
        if (weight.Length > 0)
        {
            if (!double.TryParse(weight, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number is not (>= 0 and <= MaxWeight))
            {
                return null;
            }

            beta = number;
        }

        var query = headers[TwinBertHeaders.Query].ToString();
        return new()
        {
            Off = string.Equals(headers[TwinBertHeaders.Verdict], TwinBertHeaders.Off, StringComparison.OrdinalIgnoreCase),
            Window = hits,
            Plan = plan.Length == 0 ? null : plan,
            Weight = beta,
            QueryText = query.Length == 0 ? null : Uri.UnescapeDataString(query),
        };
    }

    /// <summary>Whether a client wants to see why hits are where they are.</summary>
    public static bool Explains(IHeaderDictionary headers) =>
        string.Equals(headers[TwinBertHeaders.Explain], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a client wants to see the embedding object in documents.</summary>
    public static bool ShowsEmbedding(IHeaderDictionary headers) =>
        string.Equals(headers[TwinBertHeaders.ShowEmbedding], "true", StringComparison.OrdinalIgnoreCase);
}
