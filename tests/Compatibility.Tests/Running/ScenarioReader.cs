using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// Reads scenarios. A body is YAML that is sent as JSON, or a text that is sent as it is; <c>ndjson</c> is a text of lines.
/// <c>base64</c> is a body of bytes. <c>given</c> names a file whose steps come first. An unknown key is an error, so that no expectation is lost to a
/// misspelling.
/// </summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario.</summary>
    /// <param name="name">Its name, for what is wrong with it.</param>
    /// <param name="yaml">Its text.</param>
    /// <param name="open">Opens a file that it names.</param>
    public static Scenario Read(string name, TextReader yaml, Func<string, TextReader> open)
    {
        var stream = new YamlStream();
        stream.Load(yaml);
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        var scenario = new Scenario(name, [], []);
        List<ScenarioStep> steps = [];
        foreach (var (key, value) in Members(root))
        {
            switch (key)
            {
                case "about":
                    break;
                case "engines":
                    scenario = scenario with { Engines = Names(value) };
                    break;
                case "proves":
                    scenario = scenario with { Proves = Names(value) };
                    break;
                case "text_fields":
                    scenario = scenario with { TextFields = Names(value) };
                    break;
                case "query_text_paths":
                    scenario = scenario with { QueryTextPaths = Names(value) };
                    break;
                case "window":
                    scenario = scenario with { Window = Number(value) };
                    break;
                case "given":
                    using (var given = open(Text(value)))
                    {
                        steps.InsertRange(0, Read(Text(value), given, open).Steps);
                    }

                    break;
                case "steps":
                    steps.AddRange(((YamlSequenceNode)value).Children.Select(step => ReadStep(name, (YamlMappingNode)step)));
                    break;
                default:
                    throw new InvalidDataException($"{name}: unknown key '{key}'");
            }
        }

        return scenario with { Steps = steps };
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
                "base64" => step with { Bytes = Convert.FromBase64String(Text(value)) },
                "status" => step with { Status = Number(value) },
                "verdict" => step with { Verdict = Text(value) },
                "crossed" => step with { Crossed = Text(value) },
                "crossed_differs" => step with { CrossedDiffers = Text(value) },
                "query_text" => step with { QueryText = Text(value) },
                "differs" => step with { Differs = Text(value) },
                "differs_on" => step with { DiffersOn = Names(value) },
                "expect" => step with { Expect = Expectations(value) },
                "reranked" => step with { Reranked = Expectations(value) },
                "raw" => step with { Raw = Names(value) },
                "expect_headers" => step with { ExpectHeaders = Map(value) },
                "save" => step with { Save = Map(value) },
                _ => throw new InvalidDataException($"{name}: unknown key '{key}' in a step"),
            };
        }

        return step.Method.Length == 0 ? throw new InvalidDataException($"{name}: a step without 'do'") : step;
    }

    private static KeyValuePair<string, JsonNode?>[] Expectations(YamlNode node) =>
        [.. Members((YamlMappingNode)node).Select(m => KeyValuePair.Create(m.Key, ToJson(m.Value)))];

    private static int Number(YamlNode node) => int.Parse(Text(node), System.Globalization.CultureInfo.InvariantCulture);

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
