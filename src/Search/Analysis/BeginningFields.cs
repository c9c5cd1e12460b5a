using System.Collections.Frozen;
using System.Text.Json;
using TwinBert.Search.Cluster;

namespace TwinBert.Search.Analysis;

/// <summary>
/// The fields whose terms are beginnings or parts of words, as suggestions search them: a text that is looked for in nothing else may be half typed.
/// Immutable and thread-safe.
/// </summary>
public sealed class BeginningFields
{
    /// <summary>What a <c>search_as_you_type</c> field calls the one of its parts whose terms are beginnings.</summary>
    private const string OwnPart = "._index_prefix";

    private readonly FrozenSet<string> _names;

    private BeginningFields(IEnumerable<string> names) => _names = names.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where nothing is known of any field.</summary>
    public static BeginningFields NotKnown { get; } = new([]);

    /// <summary>Whether a field is one, in every index that has it.</summary>
    /// <param name="field">Its full name.</param>
    public bool Contains(string field) => field.EndsWith(OwnPart, StringComparison.Ordinal) || _names.Contains(field);

    /// <summary>Asks for the fields of what is searched: of the mappings only where an index has such an analyser.</summary>
    /// <param name="calls">How to ask.</param>
    /// <param name="indices">The index expression.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The fields; <see langword="null"/> where the engine does not say.</returns>
    public static async ValueTask<BeginningFields?> AskAsync(IClusterCalls calls, string indices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var path = "/" + Uri.EscapeDataString(indices);
        var settings = await calls.SendAsync(new(HttpMethod.Get, path + "/_settings?filter_path=*.settings.index.analysis"), cancellationToken);
        if (!settings.IsSuccess)
        {
            return null;
        }

        try
        {
            using var said = JsonDocument.Parse(settings.Body);
            var analyzers = said.RootElement.EnumerateObject().ToDictionary(index => index.Name, Analyzers, StringComparer.Ordinal);
            if (!analyzers.Values.Any(analyzer => analyzer.Any))
            {
                return NotKnown;
            }

            // Types tell the fields that name no analyser, and those that stand for another.
            var question = path + "/_mapping?filter_path=*.mappings.**.analyzer,*.mappings.**.type,*.mappings.**.path";
            var mappings = await calls.SendAsync(new(HttpMethod.Get, question), cancellationToken);
            return mappings.IsSuccess ? Read(mappings.Body, analyzers) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // In a form that no engine gives.
            return null;
        }
    }

    private static BeginningAnalyzers Analyzers(JsonProperty index) =>
        new(index.Value.GetProperty("settings").GetProperty("index").GetProperty("analysis"));

    private static BeginningFields Read(ReadOnlyMemory<byte> answer, Dictionary<string, BeginningAnalyzers> analyzers)
    {
        using var said = JsonDocument.Parse(answer);
        var fields = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var index in said.RootElement.EnumerateObject())
        {
            var ofIndex = new FieldWalk(analyzers.GetValueOrDefault(index.Name)).Visit(index.Value.GetProperty("mappings"));
            foreach (var (name, isBeginning) in ofIndex)
            {
                fields[name] = isBeginning && fields.GetValueOrDefault(name, true);
            }
        }

        return new(fields.Where(field => field.Value).Select(field => field.Key));
    }

    /// <summary>One walk through an index's mapping.</summary>
    private sealed class FieldWalk(BeginningAnalyzers? analyzers)
    {
        private readonly Dictionary<string, bool> _fields = new(StringComparer.Ordinal);
        private readonly List<(string Name, string Target)> _aliases = [];

        public Dictionary<string, bool> Visit(JsonElement mappings)
        {
            VisitMembers(mappings, "properties", "");
            foreach (var (name, target) in _aliases)
            {
                _fields[name] = _fields.GetValueOrDefault(target);
            }

            return _fields;
        }

        private void VisitMembers(JsonElement parent, string member, string prefix)
        {
            if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(member, out var members))
            {
                return;
            }

            foreach (var field in members.EnumerateObject())
            {
                var name = prefix + field.Name;
                switch (TextOf(field.Value, "type"))
                {
                    case "alias" when TextOf(field.Value, "path") is { } target:
                        _aliases.Add((name, target));
                        break;
                    case "text" or "match_only_text" or "search_as_you_type":
                        _fields[name] = analyzers is not null && analyzers.Contains(TextOf(field.Value, "analyzer"));
                        break;
                    case not null:
                        _fields[name] = false;
                        break;
                    case null:
                        break;
                }

                VisitMembers(field.Value, "properties", name + ".");
                VisitMembers(field.Value, "fields", name + ".");
            }
        }

        private static string? TextOf(JsonElement field, string name) =>
            field.ValueKind == JsonValueKind.Object && field.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()
                : null;
    }
}
