namespace TwinBert.Sidecar.Exporting;

/// <summary>What is given out of the process, if anything is. Thread-safe.</summary>
/// <param name="export">It; <see langword="null"/> for nothing. Disposed of with this.</param>
internal sealed class ExportedTelemetry(TelemetryExport? export) : IDisposable
{
    /// <summary>It; <see langword="null"/> for nothing.</summary>
    public TelemetryExport? Export => export;

    /// <inheritdoc/>
    public void Dispose() => export?.Dispose();
}
