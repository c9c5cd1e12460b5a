using System.Diagnostics.Metrics;
using System.Text.Json;
using TwinBert.Backfill.Outcomes;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Repairs;

/// <summary>Counts what became of documents in the queue. Thread-safe.</summary>
internal sealed class RepairMetrics
{
    private static readonly string[] Names = Array.ConvertAll(Enum.GetNames<RepairResult>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);
    private readonly long[] _counts = new long[Names.Length];
    private readonly Counter<long> _documents;
    private readonly RepairQueue _queue;

    public RepairMetrics(IMeterFactory meters, RepairQueue queue)
    {
        _queue = queue;
        var meter = meters.Create(RerankMetrics.MeterName);
        _documents = meter.CreateCounter<long>("twinbert.repair.documents", "{document}", "Documents that were to be repaired, by what became of them.");
        meter.CreateObservableUpDownCounter("twinbert.repair.queued", () => queue.Count, "{document}", "Documents that wait to be repaired.");
    }

    /// <summary>Counts documents.</summary>
    public void Count(RepairResult result, long documents = 1)
    {
        if (documents > 0)
        {
            Interlocked.Add(ref _counts[(int)result], documents);
            _documents.Add(documents, new KeyValuePair<string, object?>("twinbert.repair.outcome", Names[(int)result]));
        }
    }

    /// <summary>Counts what a repair did.</summary>
    public void Count(BackfillCounters counters)
    {
        Count(RepairResult.Repaired, counters.Embedded);
        Count(RepairResult.UpToDate, counters.UpToDate);
        Count(RepairResult.NoText, counters.NoText + counters.TooLarge);
        Count(RepairResult.Gone, counters.Gone);
        Count(RepairResult.LeftToWriter, counters.LeftToWriter);
        Count(RepairResult.Failed, counters.Lost);
    }

    /// <summary>Writes the state as a member.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("repairs");
        json.WriteString("state", _queue.Refusal is null ? "on" : "off");
        if (_queue.Refusal is { } refusal)
        {
            json.WriteString("reason", refusal);
        }
        else
        {
            json.WriteBoolean("kept_in_file", _queue.IsKept);
            if (_queue.FileFailure is { } failure)
            {
                json.WriteString("file_failure", failure);
            }
        }

        json.WriteNumber("queued", _queue.Count);
        foreach (var (name, i) in Names.Select((name, i) => (name, i)))
        {
            json.WriteNumber(name, Interlocked.Read(ref _counts[i]));
        }

        json.WriteEndObject();
    }
}
