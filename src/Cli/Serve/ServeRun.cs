using System.Runtime.InteropServices;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Model.Serving;
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
        using var models = new LoadedModels(new OnnxModelOptions());

        // At the same time: the one waits for processors, the other for the network. What is wrong with the model is said first.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probe = Task.Run(() => UpstreamProbe.FindProblemAsync(options.Upstream, end.Token), end.Token);
        SidecarSettings settings;
        try
        {
            settings = SettingsOf(options, models);
        }
        catch
        {
            await end.CancelAsync();
            await ((Task)probe).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await UpstreamProbe.JudgeAsync(await probe, waitForUpstream);
        try
        {
            await using var sidecar = await SidecarHost.StartAsync(settings, cancellationToken);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

            // It serves meanwhile: nothing waits for a look at the texts.
            var look = WarnOfLanguagesAsync(options, ending.Token);
            await sidecar.WaitForShutdownAsync(cancellationToken);
            await ending.CancelAsync();
            await look;
            return ExitCode.Done;
        }
        catch (SidecarStartException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }

    private static async Task WarnOfLanguagesAsync(TwinBertOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var calls = OperatorCalls.Open(options.Upstream);
            var packages = new ModelPackages(options);
            foreach (var (name, index) in options.Indices)
            {
                if (await LanguageNotice.OfAsync(calls, name, index.TextFields, packages.Of(index), cancellationToken) is { } notice)
                {
                    await Console.Error.WriteLineAsync(notice);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar ends.
        }
    }

    private static SidecarSettings SettingsOf(TwinBertOptions options, LoadedModels models)
    {
        var packages = new ModelPackages(options);
        return new()
        {
            Options = options,
            Model = Serve(packages.Default),
            ModelsByName = options.Indices.Values.Select(index => index.Model).OfType<string>().Distinct()
                .ToDictionary(name => name, name => Serve(packages.Named(name))),
            Logging = ServeLogging.Configure,
        };

        ServedModel Serve(ModelPackage package) => models.Of(package).Onnx.Serve(options.Limits.QueryCacheEntries);
    }
}
