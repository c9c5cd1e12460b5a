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

    /// <summary>Called once when the sidecar uses the models no longer: after another configuration took the place of this, or after the sidecar has stopped.
    /// </summary>
    public Action? Released { get; init; }

    /// <summary>
    /// Whether metrics are given out at <c>/_twinbert/metrics</c>, and metrics and spans sent where the <c>OTEL_…</c> variables of the process say. They are
    /// those of the process: for one sidecar in it, where nothing else in it does the same.
    /// </summary>
    /// <value><see langword="false"/></value>
    public bool ExportsTelemetry { get; init; }
}
