using Microsoft.Extensions.Logging;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Hosting;

/// <summary>What a sidecar is started with.</summary>
public sealed record SidecarSettings
{
    /// <summary>The configuration, already validated.</summary>
    public required TwinBertOptions Options { get; init; }

    /// <summary>The loaded model. The sidecar uses it and does not dispose of it.</summary>
    public required SidecarModel Model { get; init; }

    /// <summary>Where log lines go; <see langword="null"/> for nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The clock of deadlines and measurements.</summary>
    /// <value>The system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long a stopping sidecar waits for the requests in flight. Not negative.</summary>
    /// <value>20 seconds</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
