using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// Reads scenarios. A body is YAML that is sent as JSON, or a text that is sent as it is; <c>ndjson</c> is a text of lines.
/// An unknown key is an error, so that no expectation is lost to a misspelling.
/// </summary>
public static class ScenarioReader
{
    public static Scenario Read(string name, TextReader yaml)
    {
        var stream = new YamlStream();
        stream.Load(yaml);
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        IReadOnlyList<string> engines = [];
        List<ScenarioStep> steps = [];
        foreach (var (key, value) in Members(root))
        {
            switch (key)
            {
                case "about":
                    break;
                case "engines":
                    engines = Names(value);
                    break;
                case "steps":
                    steps.AddRange(((YamlSequenceNode)value).Children.Select(step => ReadStep(name, (YamlMappingNode)step)));
                    break;
                default:
                    throw new InvalidDataException($"{name}: unknown key '{key}'");
            }
        }

        return new Scenario(name, engines, steps);
    }

    private static ScenarioStep ReadStep(string name, YamlMappingNode node)
    {
        var step = new ScenarioStep { Method = "", Path = "" };
        foreach (var (key, value) in Members(node))
        {
            step = key switch
            {
                "do" => step with { Method = Text(value).Split(' ', 2)[0], Path = Text(value).Split(' ', 2)[1] },
                "engines" => step with { Engines = Names(value) },
                "headers" => step with { Headers = Map(value) },
                "body" => step with { Body = value is YamlScalarNode scalar ? scalar.Value! : ToJson(value)!.ToJsonString(JsonSerializerOptions.Web) },
                "ndjson" => step with { Body = Text(value), IsNdjson = true },
                "status" => step with { Status = int.Parse(Text(value), System.Globalization.CultureInfo.InvariantCulture) },
                "expect" => step with { Expect = [.. Members((YamlMappingNode)value).Select(m => KeyValuePair.Create(m.Key, ToJson(m.Value)))] },
                "raw" => step with { Raw = Names(value) },
                "expect_headers" => step with { ExpectHeaders = Map(value) },
                "save" => step with { Save = Map(value) },
                _ => throw new InvalidDataException($"{name}: unknown key '{key}' in a step"),
            };
        }

        return step.Method.Length == 0 ? throw new InvalidDataException($"{name}: a step without 'do'") : step;
    }

    private static IEnumerable<(string Key, YamlNode Value)> Members(YamlMappingNode node) =>
        node.Children.Select(member => (Text(member.Key), member.Value));

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static IReadOnlyList<string> Names(YamlNode node) => node is YamlSequenceNode list ? [.. list.Children.Select(Text)] : [Text(node)];

    private static Dictionary<string, string> Map(YamlNode node) => Members((YamlMappingNode)node).ToDictionary(m => m.Key, m => Text(m.Value));

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(Members(map).Select(m => KeyValuePair.Create(m.Key, ToJson(m.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
        _ => JsonValue.Create(Text(node)),
    };

    // What JSON would read as a number, a boolean or null is one; any other plain word is a string.
    private static JsonNode? Plain(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
