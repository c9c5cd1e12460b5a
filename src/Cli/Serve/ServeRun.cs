using System.Runtime.InteropServices;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Sidecar.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Serve;

/// <summary>Loads the model, looks for the cluster and runs the sidecar until it is told to stop; then lets the requests in flight end.</summary>
internal static class ServeRun
{
    public static async Task<int> RunAsync(TwinBertOptions options, bool waitForUpstream, CancellationToken cancellationToken)
    {
        // Neither a terminal that closes nor whoever expects a reload ends the service; the configuration is read once.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        using var models = LoadedModels.Load(options, new OnnxModelOptions());
        await UpstreamProbe.CheckAsync(options.Upstream, waitForUpstream, cancellationToken);
        try
        {
            await using var sidecar = await SidecarHost.StartAsync(SettingsOf(options, models), cancellationToken);
            await sidecar.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Done;
        }
        catch (SidecarStartException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private static SidecarSettings SettingsOf(TwinBertOptions options, LoadedModels models) => new()
    {
        Options = options,
        Model = models.Default.Onnx.Serve(options.Limits.QueryCacheEntries),
        ModelsByName = models.ByName.ToDictionary(entry => entry.Key, entry => entry.Value.Onnx.Serve(options.Limits.QueryCacheEntries)),
        Logging = ServeLogging.Configure,
    };
}
