using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Evaluation.Beir;

namespace TwinBert.Evaluation.Live;

/// <summary>
/// The body of a search as an application sends it, with <c>{{query}}</c> where the query's text goes, within a JSON string. What is looked at is widened:
/// <c>from</c> and <c>size</c> are ours, and no sources are read. All the rest is sent as it stands. Immutable and thread-safe.
/// </summary>
public sealed class QueryTemplate
{
    private const string Place = "{{query}}";

    private readonly string _text;

    private QueryTemplate(string text) => _text = text;

    /// <summary>Checks a template.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="text">The template.</param>
    /// <exception cref="DatasetException">It has no place for the query, is no JSON object, or sorts by something else than the score.</exception>
    public static QueryTemplate Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains(Place, StringComparison.Ordinal))
        {
            throw new DatasetException($"{name} does not say where the query goes. Write \"{Place}\" there, as the whole of a string or a part of it.");
        }

        JsonNode? body;
        try
        {
            // A quotation mark must not end the string that it is put in: a place outside of a string shows by it.
            body = JsonNode.Parse(Fill(text, "a\"b"));
        }
        catch (JsonException e)
        {
            throw new DatasetException($"{name} is no JSON once a query is put in: {e.Message} Write \"{Place}\" within quotation marks.");
        }

        return body switch
        {
            JsonObject search when search["sort"] is { } sort && !IsByScore(sort) => throw new DatasetException(
                $"{name} sorts by something else than the score, so that the sidecar leaves its answers as they are. Take 'sort' out to see what reranking "
                    + "would do."),
            JsonObject => new(text),
            _ => throw new DatasetException($"{name} is no JSON object."),
        };
    }

    /// <summary>The body of one search.</summary>
    /// <param name="query">What is searched for.</param>
    /// <param name="size">How many hits.</param>
    internal ReadOnlyMemory<byte> Body(string query, int size)
    {
        var body = JsonNode.Parse(Fill(_text, query))!.AsObject();
        body["from"] = 0;
        body["size"] = size;
        body["_source"] = false;
        return JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Default);
    }

    private static string Fill(string text, string query) =>
        text.Replace(Place, JsonEncodedText.Encode(query, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), StringComparison.Ordinal);

    // "_score", ["_score", "id"], [{"_score": …}, …]: a tie break behind the score leaves scores in the answer.
    private static bool IsByScore(JsonNode sort) => sort switch
    {
        JsonArray { Count: > 0 } list => list[0] is { } first && IsByScore(first),
        JsonArray => true,
        JsonObject named => named.FirstOrDefault().Key == "_score",
        _ => sort.GetValueKind() == JsonValueKind.String && sort.GetValue<string>() == "_score",
    };
}
