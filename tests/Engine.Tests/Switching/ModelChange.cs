using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Jobs;
using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Running;
using TwinBert.Backfill.Switching;
using TwinBert.Configuration;
using TwinBert.Engine.Tests.Writing;
using TwinBert.Model.Encoding;
using TwinBert.Model.Serving;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;
using TwinBert.Sidecar.Hosting;
using TwinBert.SidecarKit;
using TwinBert.TestKit.Encoders;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Switching;

/// <summary>An index behind two sidecars, whose model is to be changed.</summary>
internal sealed class ModelChange : IAsyncDisposable
{
    public const string OldField = "twinbert";
    public const string NewField = "twinbert_v2";

    public static readonly HashEncoder Old = new(16);
    public static readonly HashEncoder New = new(24, "fedcba987654");

    private const int Documents = 60;
    private static readonly string[] Words = ["red", "lamp", "desk", "chair", "green", "oak", "small", "kitchen", "garden", "light", "shelf", "table"];

    private readonly TransportClusterCalls _calls;
    private readonly List<SidecarHost> _sidecars = [];
    private readonly string _plan;

    private ModelChange(WritingFixture engine, string plan)
    {
        Engine = engine;
        _plan = plan;
        _calls = new(new(engine.Direct.BaseAddress!));
        Index = engine.Prefix + "-lamps";
    }

    public WritingFixture Engine { get; }

    public string Index { get; }

    /// <summary>The entry of the configuration.</summary>
    public string Entry => Engine.Prefix + "-lamp*";

    /// <summary>The ways through the two sidecars.</summary>
    public List<HttpClient> Through { get; } = [];

    public ServingStore Store => new(_calls);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts with documents that have the embeddings of the first model.</summary>
    public static async Task<ModelChange> StartAsync(RealEngines engines, EngineKind kind, string plan)
    {
        var change = new ModelChange(await WritingFixture.StartAsync(engines, kind), plan);
        for (var i = 0; i < 2; i++)
        {
            var sidecar = await SidecarHost.StartAsync(change.Settings(change.Before()), Cancel);
            change._sidecars.Add(sidecar);
            change.Through.Add(new HttpClient { BaseAddress = sidecar.Url });
        }

        await change.SendAsync(0, "POST", $"/{change.Index}/_bulk?refresh=true", string.Concat(Enumerable.Range(0, Documents).Select(Line)));
        return change;
    }

    public IndexOptions Before() => new() { TextFields = ["title"], EmbeddingField = OldField, Plan = _plan, ModelWeight = 4 };

    /// <summary>With the next model beside the one in use.</summary>
    public IndexOptions During(double? switchAt = null) => Before() with
    {
        Next = new() { Model = "next", EmbeddingField = NewField, ModelWeight = 4, SwitchAtCoverage = switchAt },
    };

    /// <summary>With the next model alone.</summary>
    public IndexOptions After() => Before() with { Model = "next", EmbeddingField = NewField, HiddenEmbeddingFields = [OldField] };

    /// <summary>Has both sidecars, or one, serve other settings.</summary>
    public async Task ReloadAsync(IndexOptions options, int? only = null)
    {
        foreach (var (i, sidecar) in _sidecars.Index())
        {
            if (only is null || only == i)
            {
                await sidecar.ReloadAsync(Settings(options), Cancel);
            }
        }
    }

    /// <summary>Ends a sidecar, and starts one in its place that knows nothing of before.</summary>
    public async Task RestartAsync(int which)
    {
        await _sidecars[which].DisposeAsync();
        Through[which].Dispose();
        _sidecars[which] = await SidecarHost.StartAsync(Settings(During()), Cancel);
        Through[which] = new HttpClient { BaseAddress = _sidecars[which].Url };
    }

    public async Task<string> SendAsync(int sidecar, string method, string target, string? body = null)
    {
        var (status, answer) = await WritingFixture.SendAsync(Through[sidecar], method, target, body);
        Assert.True(status is >= 200 and < 300, $"{method} {target}: {status} {answer}");
        Assert.DoesNotContain("\"errors\":true", answer, StringComparison.Ordinal);
        return answer;
    }

    /// <summary>The order of the hits of a search through a sidecar, which has to be reranked.</summary>
    public async Task<string> OrderAsync(int sidecar, string query)
    {
        using var content = new StringContent(
            $$"""{"query":{"match":{"title":"{{query}}"} },"size":60,"_source":false}""", null, "application/json");
        using var response = await Through[sidecar].PostAsync($"/{Index}/_search", content, Cancel);
        var answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, answer);
        var verdict = response.Headers.GetValues(TwinBertHeaders.Verdict).Single();
        Assert.StartsWith("reranked", verdict, StringComparison.Ordinal);

        // Hits of one score come in the order in which they were written last. Scores grow and shrink alike with the documents that the engine holds.
        var found = JsonNode.Parse(answer)!["hits"]!;
        var best = found["max_score"]!.GetValue<double>();
        var hits = found["hits"]!.AsArray()
            .Select(hit => (Id: hit!["_id"]!.GetValue<string>(), Score: Math.Round(hit["_score"]!.GetValue<double>() / best, 4)))
            .ToArray();
        Assert.Equal(hits.OrderByDescending(hit => hit.Score).Select(hit => hit.Score), hits.Select(hit => hit.Score));
        return string.Join(',', hits.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Id, StringComparer.Ordinal).Select(hit => hit.Id));
    }

    /// <summary>Searches both sidecars again and again.</summary>
    /// <returns>The orders that were met of each query.</returns>
    public async Task<IReadOnlyCollection<(string Query, string Order)>> SearchOnAsync(string[] queries, CancellationToken stop)
    {
        var met = new ConcurrentDictionary<(string Query, string Order), int>();
        await Task.WhenAll(Enumerable.Range(0, Through.Count).Select(sidecar => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    foreach (var query in queries)
                    {
                        met.AddOrUpdate((query, await OrderAsync(sidecar, query)), 1, (_, count) => count + 1);
                    }
                }
            },
            Cancel)));
        return [.. met.Keys];
    }

    /// <summary>Waits until both sidecars rank searches by an object.</summary>
    public async Task ServingAsync(string field)
    {
        foreach (var client in Through)
        {
            while (JsonNode.Parse(await client.GetStringAsync("/_twinbert/status", Cancel))!["generations"]![Entry]!["serving"]!.GetValue<string>() != field)
            {
                await Task.Delay(50, Cancel);
            }
        }
    }

    /// <summary>Decides by which object searches are ranked, as the command does.</summary>
    public async Task DecideAsync(string serving, string standby, ModelFingerprint model) => Assert.Null(await Store.ChangeAsync(
        Entry, _ => new(serving, standby, model.Value, DateTimeOffset.UnixEpoch, "command"), Cancel));

    /// <summary>Embeds all documents with the next model.</summary>
    public async Task BackfillAsync()
    {
        var folder = Directory.CreateTempSubdirectory("twinbert-change-");
        try
        {
            var (identity, _) = await ClusterIdentity.AskAsync(_calls, Cancel);
            var planner = new BackfillPlanner(
                _calls, identity!.Family, _ => new(["title"], new(NewField), new("next", New.Fingerprint, New.Dimensions)));
            var plan = await planner.PlanAsync([Index], Cancel);
            Assert.Empty(plan.Errors);
            var checkpoint = new CheckpointFile(Path.Combine(folder.FullName, "checkpoint.json"));
            var lost = new DeadLetterFile(Path.Combine(folder.FullName, "failed.ndjson"));
            var encoders = new Dictionary<ModelFingerprint, IDocumentEncoder> { [New.Fingerprint] = New };
            var jobs = new FileJobStore(checkpoint, lost, new(Engine.Direct.BaseAddress!.ToString(), default));
            await using var run = new BackfillRun(new(_calls, identity, encoders, jobs), new() { BatchDocuments = 8 });
            Assert.Null(await run.PrepareAsync(plan, Cancel));
            Assert.True((await run.RunAsync(plan, Cancel)).IsComplete);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The fingerprints beside the two vectors of a document, and the hashes of its text.</summary>
    public async Task<(string? Old, string? New, bool IsOneText)> EmbeddingsAsync(string id)
    {
        var source = JsonNode.Parse(await Engine.SourceAsync(Index, id))!;
        var (old, next) = (source[OldField], source[NewField]);
        return (old?["model"]?.GetValue<string>(), next?["model"]?.GetValue<string>(),
            old?["text_hash"]?.GetValue<string>() == next?["text_hash"]?.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        await Store.ChangeAsync(Entry, _ => null, CancellationToken.None);
        Through.ForEach(client => client.Dispose());
        foreach (var sidecar in _sidecars)
        {
            await sidecar.DisposeAsync();
        }

        _calls.Dispose();
        await Engine.DisposeAsync();
    }

    private SidecarSettings Settings(IndexOptions options)
    {
        var settings = HashingSidecar.Settings(Engine.Direct.BaseAddress!, new() { [Entry] = options });
        return settings with
        {
            Options = settings.Options with { Upkeep = new() { Enabled = true, SampledPerMinute = 0 } },
            ModelsByName = new Dictionary<string, ServedModel> { ["next"] = HashingSidecar.Model(New) },
        };
    }

    // Texts of one length, each word once: of one word, the engine's score is the same for all, whatever it has of deleted documents, and the model decides.
    private static string Line(int i)
    {
        int[] steps = [1, 5, 7, 11];
        var words = Enumerable.Range(0, 5).Select(n => Words[((i * 7) + (i / 4) + (n * steps[i % steps.Length])) % Words.Length]);
        return string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{{\"_id\":\"{i}\"}}}}\n{{\"title\":\"{string.Join(' ', words)}\"}}\n");
    }
}
