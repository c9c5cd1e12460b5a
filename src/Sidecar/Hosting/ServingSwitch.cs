using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Status;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Hosting;

/// <summary>Sends each request to the configuration that is served when it comes. Thread-safe.</summary>
internal sealed class ServingSwitch(Observed observed, FreshnessGauges freshness)
{
    private Serving? _current;

    /// <summary>What is served now.</summary>
    public Serving Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("Nothing is served yet.");

    /// <summary>Serves something else from now on. Requests that came before end with what they began with.</summary>
    /// <param name="next">What; <see langword="null"/> for nothing more.</param>
    public async Task ReplaceAsync(Serving? next)
    {
        observed.Parts = next?.Observed;
        freshness.Watch = next?.Freshness;
        if (Interlocked.Exchange(ref _current, next) is { } former)
        {
            await former.RetireAsync();
        }

        await (next?.StartAsync() ?? Task.CompletedTask);
    }

    /// <summary>Serves a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var serving = Enter();
        try
        {
            await serving.RunAsync(context);
        }
        finally
        {
            serving.Leave();
        }
    }

    private Serving Enter()
    {
        while (true)
        {
            var current = Current;
            if (current.TryEnter())
            {
                return current;
            }
        }
    }
}
