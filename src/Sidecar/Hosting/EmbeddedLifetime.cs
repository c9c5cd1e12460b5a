using Microsoft.Extensions.Hosting;

namespace TwinBert.Sidecar.Hosting;

/// <summary>A host that leaves the process's signals to the program around it.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
