using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.IngestPipeline;
using TwinBert.TestKit.Engines;
using Xunit;

namespace TwinBert.Engine.Tests.Writing;

/// <summary>
/// Updates of some of the text, for every form that a text field's path takes and every spelling that a document gives it. The oracle is the document
/// as the engine has it afterwards: its embedding has to be of its own text.
/// </summary>
public sealed class PartialUpdateTests(RealEngines engines)
{
    private static readonly string[] Fields = ["title", "metadata.genres", "metadata.actors[:2]", "text", "name.*"];

    private static readonly string[] Stored =
    [
        """{"title":"Alien","text":"In space.","metadata":{"genres":["horror"],"actors":["Weaver","Holm","Hurt"]}}""",
        """{"title":"Alien","text":"In space.","metadata.genres":"horror","metadata.actors":["Weaver","Holm","Hurt"]}""",
        """{"title":"Alien","text":"In space.","metadata":[{"genres":"horror","actors":"Weaver"},{"actors":["Holm","Hurt"]}]}""",
        """{"text":"In space.","metadata":{"actors":["Weaver"]},"metadata.actors":["Holm","Hurt"]}""",
        """{"title":"Alien","name":{"en":"Alien","de":"Fremder"}}""",
        """{"name.en":"Alien","name":{"de":["Fremder","Wesen"]},"name.fr":"Le passager"}""",
        """{"title":"A\u0000lien \ud83d\ude80","text":"In space.","metadata":{"genres":[["a",["b"]],1e3,true],"year":1979}}""",
    ];

    private static readonly string[] Changes =
    [
        """{"text":"No one can hear."}""",
        """{"title":["Aliens","Alien 2"]}""",
        """{"metadata":{"actors":["Biehn","Weaver","Henn"]}}""",
        """{"metadata.actors":["Biehn","Weaver","Henn"]}""",
        """{"metadata":{"genres":null}}""",
        """{"metadata":[{"genres":"action"}],"text":"No one can hear."}""",
        """{"metadata":null}""",
        """{"title":"Aliens","text":"No one can hear.","metadata":{"genres":"action","actors":[]}}""",
        """{"title":null,"metadata":"none"}""",
        """{"name":{"en":"Aliens"}}""",
        """{"name.de":"Die Rückkehr"}""",
        """{"name":null,"title":"Aliens"}""",
    ];

    public static TheoryData<EngineKind> Kinds => [.. Enum.GetValues<EngineKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Update_InEveryForm_EmbedsTheTextOfTheWholeDocument(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind, Fields);
        var ids = await LoadAsync(engine);

        foreach (var (id, change) in ids)
        {
            var body = id.EndsWith("upsert", StringComparison.Ordinal) ? $$"""{"doc":{{change}},"doc_as_upsert":true}""" : $$"""{"doc":{{change}}}""";
            var (status, answer) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_update/{id}", body);
            Assert.True(status == 200, answer);
        }

        await AssertTextsAsync(engine, ids.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Bulk_OfUpdatesInEveryForm_EmbedsTheTextOfTheWholeDocument(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind, Fields);
        var ids = await LoadAsync(engine);
        var bulk = new StringBuilder();
        foreach (var (id, change) in ids)
        {
            var upsert = id.EndsWith("upsert", StringComparison.Ordinal) ? ",\"doc_as_upsert\":true" : "";
            bulk.Append($"{{\"update\":{{\"_id\":\"{id}\"}}}}\n{{\"doc\":{change}{upsert}}}\n");
        }

        var (status, answer) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_bulk", bulk.ToString());

        Assert.True(status == 200 && answer.Contains("\"errors\":false", StringComparison.Ordinal), answer);
        await AssertTextsAsync(engine, ids.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Upsert_OfADocumentThatIsNotThere_EmbedsWhatItBecomes(EngineKind kind)
    {
        await using var engine = await WritingFixture.StartAsync(engines, kind, Fields);
        await CreateAsync(engine);

        for (var i = 0; i < Changes.Length; i++)
        {
            var (status, answer) = await WritingFixture.SendAsync(
                engine.Through,
                "POST",
                $"/{engine.Prefix}/_update/{i}",
                $$"""{"doc":{{Changes[i]}},"doc_as_upsert":true}""");
            Assert.True(status == 201, answer);
            (status, answer) = await WritingFixture.SendAsync(
                engine.Through,
                "POST",
                $"/{engine.Prefix}/_update/u{i}",
                $$"""{"doc":{"text":"x"},"upsert":{{Changes[i]}}}""");
            Assert.True(status == 201, answer);
        }

        await AssertTextsAsync(engine, 2 * Changes.Length);
    }

    private static async Task CreateAsync(WritingFixture engine) =>
        await engine.AskAsync("PUT", $"/{engine.Prefix}", """{"mappings":{"dynamic":false,"properties":{"title":{"type":"text"}}}}""");

    private static async Task<List<(string Id, string Change)>> LoadAsync(WritingFixture engine)
    {
        await CreateAsync(engine);
        List<(string Id, string Change)> ids = [];
        var bulk = new StringBuilder();
        foreach (var (stored, s) in Stored.Select((stored, s) => (stored, s)))
        {
            foreach (var (change, c) in Changes.Select((change, c) => (change, c)))
            {
                foreach (var id in new[] { $"{s}-{c}", $"{s}-{c}-upsert" })
                {
                    ids.Add((id, change));
                    bulk.Append($"{{\"index\":{{\"_id\":\"{id}\"}}}}\n{stored}\n");
                }
            }
        }

        var (_, answer) = await WritingFixture.SendAsync(engine.Through, "POST", $"/{engine.Prefix}/_bulk", bulk.ToString());
        Assert.Contains("\"errors\":false", answer, StringComparison.Ordinal);
        return ids;
    }

    private static async Task AssertTextsAsync(WritingFixture engine, int expected)
    {
        var selector = new DocumentTextSelector(Fields);
        await engine.AskAsync("POST", $"/{engine.Prefix}/_refresh");
        var hits = (await engine.AskAsync("POST", $"/{engine.Prefix}/_search", """{"size":1000}"""))["hits"]!["hits"]!.AsArray();
        List<string> wrong = [];
        foreach (var hit in hits)
        {
            var source = hit!["_source"]!;
            var text = selector.Select(JsonSerializer.SerializeToUtf8Bytes(source));
            var found = (source["twinbert"] as JsonObject)?["text_hash"]?.GetValue<string>();
            if (found != (text is null ? null : TextHash.Of(text)))
            {
                wrong.Add($"{hit["_id"]}: '{text}' in {source.ToJsonString()}");
            }
        }

        Assert.Equal(expected, hits.Count);
        Assert.Empty(wrong);
    }
}
