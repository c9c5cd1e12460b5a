using System.Text.Json;
using System.Text.Json.Nodes;
using TwinBert.Deploy.Tests.Running;
using Xunit;
using YamlDotNet.Serialization;

namespace TwinBert.Deploy.Tests.Charts;

/// <summary>The chart, as Helm makes objects of it.</summary>
internal static class Chart
{
    public const string Folder = "deploy/helm/twinbert";

    // Every part that has a switch.
    private static readonly string[] Everything =
    [
        "autoscaling.enabled=true", "networkPolicy.enabled=true", "serviceMonitor.enabled=true", "prometheusRule.enabled=true", "grafanaDashboard.enabled=true",
        "credentials.existingSecret=elastic", "credentials.usernameKey=user", "credentials.passwordKey=word",
        "upstreamAuthority.existingSecret=authority", "admin.enabled=true", "admin.tokenSecret=operators",
        "networkPolicy.from[0].podSelector.matchLabels.app=shop",
        "networkPolicy.monitoring[0].namespaceSelector.matchLabels.name=monitoring", "config.Indices.products.TextFields={title,text}",
        "podLabels.team=search", "podAnnotations.a=b", "nodeSelector.disk=ssd", "imagePullSecrets[0].name=registry", "priorityClassName=high",
        "tolerations[0].operator=Exists", "extraEnv[0].name=A", "extraEnv[0].value=b", "serviceAccount.annotations.a=b", "service.annotations.a=b",
    ];

    private static readonly Dictionary<string, string[]> SetsOfValues = new()
    {
        ["plain"] = [],
        ["everything"] = Everything,
        ["bare"] =
        [
            "podDisruptionBudget.enabled=false", "serviceAccount.create=false",
            "listen=https://0.0.0.0:9210", "config.Tls.Certificate=/etc/tls/tls.crt", "config.Tls.Key=/etc/tls/tls.key",
        ],
    };

    /// <summary>Sets of values that differ in what is rendered.</summary>
    public static TheoryData<string> Sets => [.. SetsOfValues.Keys];

    /// <summary>Renders with a set of values.</summary>
    public static Task<IReadOnlyList<JsonObject>> RenderSetAsync(string set) => RenderAsync(SetsOfValues[set]);

    /// <summary>Renders with these values on top of the chart's own.</summary>
    public static async Task<IReadOnlyList<JsonObject>> RenderAsync(params string[] values)
    {
        var (exitCode, output, errors) = await Tool.RunAsync(
            "helm",
            ["template", "shop", Folder, "--namespace", "search", .. values.SelectMany(value => new[] { "--set", value })],
            TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, errors);
        return Read(output);
    }

    /// <summary>The objects of YAML documents.</summary>
    public static IReadOnlyList<JsonObject> Read(string yaml)
    {
        var json = new SerializerBuilder().JsonCompatible().Build();
        var deserializer = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().WithDuplicateKeyChecking().Build();
        return [.. yaml.Split("\n---\n")
            .Select(document => deserializer.Deserialize<object?>(document))
            .OfType<object>()
            .Select(document => (JsonObject)JsonNode.Parse(json.Serialize(document))!)];
    }

    /// <summary>The one object of a kind.</summary>
    public static JsonObject OfKind(this IEnumerable<JsonObject> objects, string kind) => objects.Single(one => one["kind"]!.GetValue<string>() == kind);

    /// <summary>The value at a path of names and numbers.</summary>
    public static JsonNode? At(this JsonNode? node, string path) =>
        path.Split('/').Aggregate(node, (at, part) => int.TryParse(part, out var index) ? at![index] : at![part]);

    /// <summary>Whether two values are the same JSON.</summary>
    public static bool IsSame(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    /// <summary>The text of a value.</summary>
    public static string Text(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : JsonSerializer.Serialize(node);
}
