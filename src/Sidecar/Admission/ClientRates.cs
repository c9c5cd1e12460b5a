using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Admission;

/// <summary>How many requests each client sends. Only a hash of who it is is held, and only while there are requests of it. Thread-safe.</summary>
internal sealed class ClientRates : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly PartitionedRateLimiter<HttpContext>? _limiter;

    public ClientRates(LimitOptions limits)
    {
        if (limits.MaxRequestsPerSecond > 0)
        {
            var bucket = new TokenBucketRateLimiterOptions
            {
                TokensPerPeriod = limits.MaxRequestsPerSecond,
                TokenLimit = 2 * limits.MaxRequestsPerSecond,
                ReplenishmentPeriod = Second,
            };
            _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(KeyOf(context), _ => bucket));
        }
    }

    /// <summary>Whether a request of a client is within what it may send.</summary>
    public bool Admits(HttpContext context)
    {
        if (_limiter is null)
        {
            return true;
        }

        using var lease = _limiter.AttemptAcquire(context);
        return lease.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter?.Dispose();

    private static string KeyOf(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.Length > 0
            ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(authorization)))
            : context.Connection.RemoteIpAddress?.ToString() ?? "";
    }
}
