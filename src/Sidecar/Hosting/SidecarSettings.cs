using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Model.Serving;

namespace TwinBert.Sidecar.Hosting;

/// <summary>What a sidecar is started with.</summary>
public sealed record SidecarSettings
{
    /// <summary>The configuration, already validated.</summary>
    public required TwinBertOptions Options { get; init; }

    /// <summary>The loaded model of every index that names none of its own. The sidecar uses it and does not dispose of it.</summary>
    public required ServedModel Model { get; init; }

    /// <summary>The loaded models of indices that name one of their own, by the name that they give it.</summary>
    /// <value>none</value>
    public IReadOnlyDictionary<string, ServedModel> ModelsByName { get; init; } = new Dictionary<string, ServedModel>();

    /// <summary>Where log lines go; <see langword="null"/> for nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>The clock of deadlines and measurements.</summary>
    /// <value>The system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long a stopping sidecar waits for the requests in flight. Not negative.</summary>
    /// <value>20 seconds</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
