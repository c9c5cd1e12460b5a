using System.Diagnostics.Metrics;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>How much memory bodies take that are held. Observed when somebody looks. Thread-safe.</summary>
internal sealed class BufferMetrics
{
    private readonly BodyBuffers _buffers;

    public BufferMetrics(IMeterFactory meters, BodyBuffers buffers)
    {
        _buffers = buffers;
        meters
            .Create(RerankMetrics.MeterName)
            .CreateObservableUpDownCounter(
                "twinbert.buffers.used",
                () => buffers.Used,
                "By",
                "Memory of bodies that are held to be looked into, reranked or cut.");
    }

    /// <summary>The memory of all bodies that are held, in bytes.</summary>
    public long Used => _buffers.Used;
}
