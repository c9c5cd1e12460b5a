using System.Text.Json;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Explain;

/// <summary>The search to explain.</summary>
/// <param name="Index">What is searched.</param>
/// <param name="Query">A text, or a whole search body.</param>
/// <param name="Configuration">Knows the text fields, and whose credentials to send.</param>
/// <param name="Sidecar">The sidecar.</param>
internal sealed record ExplainedSearch(string Index, string Query, TwinBertOptions Configuration, Uri Sidecar)
{
    /// <summary>The search's body; throws where it is none, or where the index has no text fields to look into.</summary>
    public byte[] Body()
    {
        if (Query.TrimStart().StartsWith('{'))
        {
            try
            {
                using var json = JsonDocument.Parse(Query);
                return JsonSerializer.SerializeToUtf8Bytes(json.RootElement, JsonSerializerOptions.Default);
            }
            catch (JsonException e)
            {
                throw new UnusableInputException($"The search is no JSON: {e.Message}");
            }
        }

        var fields = new PatternTable<IndexOptions>(Configuration.Indices).Find(Index)?.TextFields
            ?? throw new UnusableInputException(
                $"'{Index}' has no entry in Indices, so that its text fields are not known. Name one of {string.Join(", ", Configuration.Indices.Keys)}, or "
                    + "give a whole search body.");

        // The values of a list that are taken are for the model; the engine looks into all.
        var searched = fields.Select(field => field.Split('[')[0]);
        var search = new { query = new { multi_match = new { query = Query, fields = searched } } };
        return JsonSerializer.SerializeToUtf8Bytes(search, JsonSerializerOptions.Default);
    }
}
