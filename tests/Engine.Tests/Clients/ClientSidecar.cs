using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using Xunit;

namespace TwinBert.Engine.Tests.Clients;

/// <summary>A sidecar as an application meets it: products are configured, the model hashes words.</summary>
internal static class ClientSidecar
{
    public static Task<SidecarHost> StartAsync(Uri upstream, string? publishAddress = null)
    {
        var settings = HashingSidecar.Settings(
            upstream, new() { ["products*"] = new() { TextFields = ["title", "description"], Plan = "window" } }, typicalSimilarity: 0.2f);
        return SidecarHost.StartAsync(
            settings with { Options = settings.Options with { PublishAddress = publishAddress } },
            TestContext.Current.CancellationToken);
    }
}
