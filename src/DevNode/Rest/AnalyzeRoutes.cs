using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;
using TwinBert.DevNode.Queries;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Rest;

/// <summary><c>_analyze</c>: the tokens of a text.</summary>
internal sealed class AnalyzeRoutes(IndexCatalog catalog, BuiltInAnalyzers analyzers)
{
    public IEnumerable<Route> Routes => [new("GET,POST", "/_analyze", Analyze), new("GET,POST", "/{index}/_analyze", Analyze)];

    private RestResponse Analyze(RestRequest request)
    {
        using var body = request.ParseBody();
        string name = "standard";
        string? field = null;
        IReadOnlyList<string> texts = [];
        foreach (var property in body.RootElement.EnumerateObject())
        {
            switch (property.Name)
            {
                case "text":
                    texts = QueryJson.Strings(property.Value);
                    break;
                case "analyzer":
                    name = JsonInput.Text(property.Value);
                    break;
                case "field":
                    field = JsonInput.Text(property.Value);
                    break;
                default:
                    throw EngineErrors.Unsupported($"[{property.Name}] in [_analyze]");
            }
        }

        var analyzer = field is not null && request.Path.TryGetValue("index", out var index) && catalog.Single(index).Mapping.Find(field) is TextField text
            ? text.Analyzer
            : analyzers.Find(name)
                ?? throw EngineErrors.IllegalArgument(
                    $"failed to find global analyzer [{name}]; the embedded node has only [{string.Join(", ", analyzers.Names)}]");
        return RestResponse.Object(200, json =>
        {
            json.WriteStartArray("tokens");
            foreach (var token in texts.SelectMany(t => TextAnalysis.Tokens(analyzer, t)))
            {
                WriteToken(json, token);
            }

            json.WriteEndArray();
        });
    }

    private static void WriteToken(Utf8JsonWriter json, AnalyzedToken token)
    {
        json.WriteStartObject();
        json.WriteString("token", token.Term);
        json.WriteNumber("start_offset", token.Start);
        json.WriteNumber("end_offset", token.End);
        json.WriteString("type", token.Type);
        json.WriteNumber("position", token.Position);
        json.WriteEndObject();
    }
}
