using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace TwinBert.TestKit.Signatures;

/// <summary>
/// Computes a signature (AWS Signature Version 4) from what is on the wire, step by step as AWS's documentation says, and independently of what the product
/// signs with.
/// </summary>
public static class SignatureCheck
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>What is wrong with the signature of a request; <see langword="null"/> for nothing.</summary>
    /// <param name="key">Who may sign.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">The target, as it was sent.</param>
    /// <param name="headers">Gives a header's value, or null.</param>
    /// <param name="body">The body.</param>
    /// <param name="now">The time.</param>
    public static string? Fault(AwsKey key, string method, string target, Func<string, string?> headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (headers("Authorization") is not { } authorization || !authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return "It is not signed.";
        }

        var parts = authorization[(Algorithm.Length + 1)..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var moment = headers("X-Amz-Date") ?? "";
        if (!DateTimeOffset.TryParseExact(moment, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt)
            || (signedAt - now).Duration() > TimeSpan.FromMinutes(5))
        {
            return $"'{moment}' is not now.";
        }

        if (parts["Credential"] != $"{key.Id}/{Scope(key, moment)}")
        {
            return $"'{parts["Credential"]}' may not sign here.";
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        if (headers("X-Amz-Content-Sha256") != hash)
        {
            return "It is signed for another body.";
        }

        var names = parts["SignedHeaders"].Split(';');
        if (!names.Contains("host") || !names.Contains("x-amz-date"))
        {
            return "Host and time are not signed.";
        }

        return parts["Signature"] == Of(key, method, target, names, headers, hash) ? null : "The signature does not match.";
    }

    /// <summary>The signature of a request.</summary>
    /// <param name="key">Who signs.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">The target, as it is sent.</param>
    /// <param name="names">The headers that are signed, in small letters and in order.</param>
    /// <param name="headers">Gives a header's value; <c>x-amz-date</c> is the time.</param>
    /// <param name="bodyHash">The hash of the body.</param>
    public static string Of(AwsKey key, string method, string target, string[] names, Func<string, string?> headers, string bodyHash)
    {
        var moment = headers("X-Amz-Date")!;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
        var request = string.Join(
            '\n',
            [
                method, Escape(path, keepsSlashes: true), Canonical(query),
                .. names.Select(name => $"{name}:{string.Join(' ', headers(name)!.Split(' ', StringSplitOptions.RemoveEmptyEntries))}"), "",
                string.Join(';', names), bodyHash,
            ]);
        var text = string.Join('\n', Algorithm, moment, Scope(key, moment), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request))));
        var signing = new[] { moment[..8], key.Region, key.Service, "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + key.Secret), Hmac);
        return Convert.ToHexStringLower(Hmac(signing, text));
    }

    private static string Scope(AwsKey key, string moment) => $"{moment[..8]}/{key.Region}/{key.Service}/aws4_request";

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    // A plus in a query is a space, to engines and to AWS.
    private static string Canonical(string query)
    {
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Escape(WebUtility.UrlDecode(pair[0])), Value: pair.Length == 1 ? "" : Escape(WebUtility.UrlDecode(pair[1]))));
        return string.Join(
            '&',
            pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}"));
    }

    private static string Escape(string text, bool keepsSlashes = false)
    {
        var escaped = new StringBuilder();
        foreach (var code in Encoding.UTF8.GetBytes(text))
        {
            var letter = (char)code;
            escaped.Append(
                char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~' || (keepsSlashes && letter == '/')
                    ? letter.ToString()
                    : string.Create(CultureInfo.InvariantCulture, $"%{code:X2}"));
        }

        return escaped.ToString();
    }
}
