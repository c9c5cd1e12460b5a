using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace TwinBert.Compatibility.Tests.Scoring;

/// <summary>Documents made of a small vocabulary, the same on every run: common and rare words, short and long texts, missing and repeated values.</summary>
public static class GeneratedCorpus
{
    public const int Documents = 400;

    public const string Mapping = """
        {
          "settings": { "number_of_shards": 1, "number_of_replicas": 0 },
          "mappings": { "properties": {
            "title": { "type": "text" },
            "text": { "type": "text", "analyzer": "english" },
            "plain": { "type": "text", "norms": false },
            "tags": { "type": "keyword" },
            "stock": { "type": "boolean" },
            "price": { "type": "integer" }
          } }
        }
        """;

    private static readonly string[] Words =
    [
        "kettle", "lamp", "running", "shoes", "red", "blue", "green", "cotton", "shirt", "the", "of", "and", "for", "with", "water", "bottle", "steel",
        "garden",
        "hose", "wireless", "charger", "charging", "charged", "runner", "runners", "women's", "light", "lights", "lighting", "folding", "chair", "chairs",
        "desk",
        "office", "kitchen", "knife", "sharp", "sharpener", "winter", "jacket", "waterproof", "boots", "leather", "wallet", "travel", "bag", "bags", "backpack",
        "camera", "lens", "tripod", "battery", "batteries", "rechargeable", "cable", "USB", "3.5", "mm", "adapter", "quiet", "fan", "heater", "electric",
        "toothbrush",
    ];

    /// <summary>The body of a bulk request that writes the corpus.</summary>
    public static string Bulk()
    {
        var random = new Random(20_240_501);
        var bulk = new StringBuilder();
        for (var i = 0; i < Documents; i++)
        {
            bulk.Append("""{"index":{"_id":"ID"}}""".Replace("ID", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Append('\n');
            bulk.Append(Document(random, i).ToJsonString()).Append('\n');
        }

        return bulk.ToString();
    }

    private static JsonObject Document(Random random, int number)
    {
        var document = new JsonObject { ["title"] = Text(random, 1 + random.Next(7)), ["price"] = random.Next(100), ["stock"] = random.Next(3) > 0 };
        if (number % 7 != 0)
        {
            // Lengths on both sides of where the engines begin to round.
            document["text"] = Text(random, random.Next(4) == 0 ? 41 + random.Next(200) : 3 + random.Next(40));
        }

        if (number % 5 == 0)
        {
            document["text"] = new JsonArray(Text(random, 6), Text(random, 9));
        }

        document["plain"] = Text(random, 4);
        document["tags"] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => JsonValue.Create(Word(random)))]);
        return document;
    }

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(random)));

    // Squaring makes the first words common and the last ones rare.
    private static string Word(Random random) => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 2))];
}
