using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwinBert.Protocol;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Callers;

/// <summary>
/// Makes keys of callers, with a secret of this process that is never written anywhere, so that no credential can be told from its key. Identity may travel in
/// any header, so two requests have one caller when all their headers are the same but those that describe the message, its way or the program that sent it:
/// one more caller costs a question, one too few would show the fields of another. Thread-safe.
/// </summary>
internal sealed class CallerKeys
{
    private static readonly FrozenSet<string> NoIdentity = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "User-Agent", "Accept-Language", "Accept-Charset", "Referer", "Origin", "Date", "DNT", "Priority", "Pragma", "Cache-Control",
        "Upgrade-Insecure-Requests",
        "Forwarded", "Via", "X-Real-Ip", "X-Opaque-Id", "X-Request-Id", "X-Correlation-Id", "Request-Id", "Correlation-Context",
        "traceparent", "tracestate", "baggage",
        "X-Amzn-Trace-Id", "X-Cloud-Trace-Context", "CF-Ray", "uber-trace-id", "sentry-trace", "X-Elastic-Client-Meta", "X-Elastic-Product-Origin");

    private static readonly string[] NoIdentityPrefixes = [TwinBertHeaders.Prefix, "X-Forwarded-", "X-B3-", "X-Datadog-", "X-Envoy-", "Sec-"];
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>The key of a request's caller.</summary>
    public CallerKey Of(ClientRequest client)
    {
        var identity = client.Headers.Where(header => MayIdentify(header.Key)).OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        foreach (var (name, values) in identity)
        {
            Append(hash, name.ToLowerInvariant());
            Append(hash, values.ToString());
        }

        return Finish(hash);
    }

    /// <summary>A key for a caller together with something else.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="what">What else.</param>
    public CallerKey With(CallerKey caller, string what)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        Span<byte> value = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(value, caller.Value);
        hash.AppendData(value);
        Append(hash, what);
        return Finish(hash);
    }

    private static bool MayIdentify(string name) =>
        !CallerRequest.IsOfTheMessage(name) && !NoIdentity.Contains(name)
        && !Array.Exists(NoIdentityPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // With its length first, so that no two lists of texts are one.
    private static void Append(IncrementalHash hash, string text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        hash.AppendData(length);
        hash.AppendData(Encoding.Unicode.GetBytes(text));
    }

    private static CallerKey Finish(IncrementalHash hash)
    {
        Span<byte> all = stackalloc byte[32];
        hash.GetHashAndReset(all);
        return new(BinaryPrimitives.ReadUInt128LittleEndian(all));
    }
}

/// <summary>Tells callers apart without saying who they are: what is left of their credentials after <see cref="CallerKeys"/>.</summary>
/// <param name="Value">The hash.</param>
internal readonly record struct CallerKey(UInt128 Value);
