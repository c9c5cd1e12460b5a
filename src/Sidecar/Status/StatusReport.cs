using System.Reflection;
using System.Text.Json;
using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Sidecar.Admin;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Ingest;
using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Searching;
using TwinBert.Sidecar.Repairs;
using TwinBert.Sidecar.Telemetry;
using TwinBert.Sidecar.Upkeep;
using TwinBert.Sidecar.Upstream;

namespace TwinBert.Sidecar.Status;

/// <summary>
/// The answer to <c>GET /_twinbert/status</c>: what runs here, and what became of every search and of every written document so far. Thread-safe.
/// </summary>
internal sealed class StatusReport(
    TwinBertOptions options, ServedModels models, RerankMetrics searches, IngestMetrics ingest, QueryEncoders encoders, PlanCircuits circuits,
    PlanKnowledge knowledge, FreshnessGauges freshness, RepairMetrics repairs, BodyBuffers buffers, SeenCluster seen, EngineDetector engines,
    AdminActions actions, UpstreamNodes nodes, ServedIndices indices)
{
    private readonly string _version = typeof(StatusReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Writes the report's members.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("version", _version.Split('+')[0]);
        json.WritePropertyName("model");
        Model(json, models.Default, encoders.Of(models.Default).State);
        Models(json);
        Upstream(json);
        json.WriteStartArray("indices");
        foreach (var pattern in options.Indices.Keys)
        {
            json.WriteStringValue(pattern);
        }

        json.WriteEndArray();
        actions.Write(json);
        Searches(json);
        Documents(json);
        QueryCache(json);
        Encoder(json);
        Vectors(json);
        Coverage(json);
        Generations(json);
        freshness.Write(json);
        repairs.Write(json);
        Buffers(json);
    }

    // Only where there is more than the one that "model" tells of.
    private void Models(Utf8JsonWriter json)
    {
        if (models.All.Count == 1)
        {
            return;
        }

        json.WriteStartArray("models");
        foreach (var (model, state) in encoders.States)
        {
            Model(json, model, state);
        }

        json.WriteEndArray();
    }

    private void Model(Utf8JsonWriter json, ServedModel model, CircuitState state)
    {
        json.WriteStartObject();
        json.WriteString("fingerprint", model.Fingerprint.Value);
        json.WriteString("query_fingerprint", model.QueryFingerprint.Value);
        json.WriteNumber("dimensions", model.Dimensions);
        json.WriteString("crossing", model.Heads[0].Layer.Name);
        if (models.All.Count > 1)
        {
            json.WriteString("encoder", CircuitMeasurement.NameOf(state));
            json.WriteStartArray("indices");
            foreach (var (pattern, _) in options.Indices.Where(index => ReferenceEquals(models.Of(index.Value), model)))
            {
                json.WriteStringValue(pattern);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Upstream(Utf8JsonWriter json)
    {
        json.WriteStartObject("upstream");
        json.WriteString("url", options.Upstream.Url);
        if (seen.IsReachable is { } isReachable)
        {
            json.WriteBoolean("reachable", isReachable);
        }

        if (nodes.All.Count > 1)
        {
            json.WriteStartObject("nodes");
            foreach (var node in nodes.All)
            {
                json.WriteString(node.Url.Authority, node.IsDown ? "down" : "up");
            }

            json.WriteEndObject();
        }

        if (engines.Last is { } engine)
        {
            json.WriteString("engine", engine.Family.ToString());
        }

        if (engines.Last is { Version.Major: > 0 } known)
        {
            json.WriteString("version", known.Version.ToString());
        }

        json.WriteEndObject();
    }

    private void Searches(Utf8JsonWriter json)
    {
        var counts = searches.Counts.ToArray();
        json.WriteStartObject("searches");
        json.WriteNumber("reranked", counts.Where(count => count.Key.Status == RerankStatus.Reranked).Sum(count => count.Value));
        foreach (var status in new[] { RerankStatus.Skipped, RerankStatus.Failed })
        {
            json.WriteStartObject(status.Name);
            foreach (var ((_, reason), count) in counts.Where(one => one.Key.Status == status).OrderBy(one => one.Key.Reason?.Name, StringComparer.Ordinal))
            {
                json.WriteNumber(reason?.Name ?? "", count);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Documents(Utf8JsonWriter json)
    {
        json.WriteStartObject("documents");
        foreach (var (outcome, count) in ingest.Counts.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(outcome, count);
        }

        json.WriteEndObject();
    }

    private void Encoder(Utf8JsonWriter json)
    {
        json.WriteStartObject("encoder");
        json.WriteString("state", CircuitMeasurement.NameOf(encoders.States.Max(encoder => encoder.State)));
        json.WriteNumber("pending", encoders.Pending);
        json.WriteEndObject();
    }

    private void Vectors(Utf8JsonWriter json)
    {
        json.WriteStartObject("vectors");
        foreach (var (pattern, state) in circuits.States)
        {
            json.WriteString(pattern, CircuitMeasurement.NameOf(state));
        }

        json.WriteEndObject();
    }

    private void Coverage(Utf8JsonWriter json)
    {
        json.WriteStartObject("coverage");
        foreach (var (pattern, coverage) in knowledge.Coverage)
        {
            json.WriteStartObject(pattern);
            json.WriteString("searched", coverage.Indices);
            json.WriteBoolean("runs_script", coverage.Knowledge.RunsScript);
            json.WriteNumber("documents", coverage.Knowledge.Documents);
            json.WriteNumber("embedded", coverage.Knowledge.Embedded);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // Only where a model is to take the place of another.
    private void Generations(Utf8JsonWriter json)
    {
        var pairs = indices.Entries.Where(entry => entry.Next is not null).ToArray();
        if (pairs.Length == 0)
        {
            return;
        }

        json.WriteStartObject("generations");
        foreach (var pair in pairs)
        {
            var (serving, standby) = (pair.Serving, pair.Beside(pair.Serving)!);
            json.WriteStartObject(serving.Pattern);
            json.WriteString("serving", serving.Field.Name);
            json.WriteString("serving_model", serving.Model.Fingerprint.Value);
            json.WriteString("standby", standby.Field.Name);
            json.WriteString("standby_model", standby.Model.Fingerprint.Value);
            if (knowledge.StandbyCoverage.TryGetValue(serving.Pattern, out var coverage))
            {
                json.WriteNumber("standby_embedded", coverage.Knowledge.Embedded);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Buffers(Utf8JsonWriter json)
    {
        json.WriteStartObject("buffers");
        json.WriteNumber("used", buffers.Used);
        json.WriteNumber("limit", options.Limits.MaxBufferedBytes);
        json.WriteEndObject();
    }

    private void QueryCache(Utf8JsonWriter json)
    {
        if (models.Lookups is not var (hits, misses))
        {
            return;
        }

        json.WriteStartObject("query_cache");
        json.WriteNumber("hits", hits);
        json.WriteNumber("misses", misses);
        json.WriteEndObject();
    }
}
