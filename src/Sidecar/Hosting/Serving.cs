using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Certificates;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Status;
using TwinBert.Sidecar.Upkeep;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// One configuration with everything that serving it takes. It goes when it is in use no longer and the last request that it serves is over. Thread-safe.
/// </summary>
internal sealed class Serving
{
    private readonly ServiceProvider _services;
    private readonly RequestDelegate _pipeline;

    // The requests that it serves, and one more while new ones come to it.
    private int _uses = 1;

    private Serving(SidecarSettings settings, ServiceProvider services, RequestDelegate pipeline) =>
        (Settings, _services, _pipeline) = (settings, services, pipeline);

    /// <summary>What it was made of.</summary>
    public SidecarSettings Settings { get; }

    /// <summary>What gauges look at.</summary>
    public ObservedParts Observed => new(
        _services.GetRequiredService<ServedModels>(),
        _services.GetRequiredService<QueryEncoders>(),
        _services.GetRequiredService<PlanCircuits>(),
        _services.GetRequiredService<PlanKnowledge>(),
        _services.GetRequiredService<BodyBuffers>())
    {
        Changing = [.. _services.GetRequiredService<ServedIndices>().Entries.Where(entry => entry.Next is not null)],
    };

    /// <summary>The look at how fresh embeddings are.</summary>
    public FreshnessWatch Freshness => _services.GetRequiredService<FreshnessWatch>();

    /// <summary>Makes all of it, and runs the models once.</summary>
    /// <param name="settings">The configuration, with its models.</param>
    /// <param name="process">What the process has already.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="SidecarStartException">A model does not work, or does not have what an index names.</exception>
    public static async Task<Serving> PrepareAsync(SidecarSettings settings, IServiceProvider process, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddOfProcess(process).AddSidecar(settings).BuildServiceProvider();
        try
        {
            await ModelWarmup.RunAsync(
                services.GetRequiredService<ServedModels>().All, services.GetRequiredService<SearchRehearsal>(), cancellationToken);
            var pipeline = new ApplicationBuilder(services);
            RequestPipeline.Configure(pipeline);
            return new(settings, services, pipeline.Build());
        }
        catch (CertificateFileException e)
        {
            await services.DisposeAsync();
            throw new SidecarStartException(e.Message, e);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins what goes on beside the requests.</summary>
    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    /// <summary>Ends what goes on beside the requests; new ones come to it no longer.</summary>
    public async Task RetireAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        Leave();
    }

    /// <summary>Begins to serve a request; not where it has gone.</summary>
    public bool TryEnter()
    {
        var uses = Volatile.Read(ref _uses);
        while (uses > 0)
        {
            var seen = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
            if (seen == uses)
            {
                return true;
            }

            uses = seen;
        }

        return false;
    }

    /// <summary>Serves a request that has entered.</summary>
    public Task RunAsync(HttpContext context) => _pipeline(context);

    /// <summary>A request is over, or new ones come to it no longer.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _services.Dispose();
            Settings.Released?.Invoke();
        }
    }
}
