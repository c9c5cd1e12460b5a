using System.Diagnostics.Metrics;
using System.Text.Json;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Counts what became of the documents that were written to configured indices. Thread-safe.</summary>
internal sealed class IngestMetrics
{
    /// <summary>The counter's tag.</summary>
    public const string OutcomeTag = "twinbert.ingest.outcome";

    private static readonly string[] Names = Array.ConvertAll(Enum.GetNames<WriteOutcome>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);
    private readonly long[] _counts = new long[Names.Length];
    private readonly Counter<long> _documents;

    public IngestMetrics(IMeterFactory meters) =>
        _documents = meters
            .Create(RerankMetrics.MeterName)
            .CreateCounter<long>("twinbert.ingest.documents", "{document}", "Documents written to configured indices, by what became of their embedding.");

    /// <summary>Every outcome so far and how often, for the status page.</summary>
    public IReadOnlyDictionary<string, long> Counts =>
        Names.Select((name, i) => KeyValuePair.Create(name, Interlocked.Read(ref _counts[i]))).Where(count => count.Value > 0).ToDictionary();

    /// <summary>Counts documents.</summary>
    public void Count(WriteOutcome outcome, int documents = 1)
    {
        Interlocked.Add(ref _counts[(int)outcome], documents);
        _documents.Add(documents, new KeyValuePair<string, object?>(OutcomeTag, Names[(int)outcome]));
    }
}
