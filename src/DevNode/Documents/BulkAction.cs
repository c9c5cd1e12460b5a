using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Documents;

/// <summary>The line of a bulk body that says what to do.</summary>
internal sealed record BulkAction(string Kind)
{
    public string? Index { get; init; }

    public string? Id { get; init; }

    public long? IfSequenceNumber { get; init; }

    public long? IfPrimaryTerm { get; init; }

    public long? Version { get; init; }

    public string? VersionType { get; init; }

    public bool? RequireAlias { get; init; }

    public int RetryOnConflict { get; init; }

    public SourceFilter? Source { get; init; }

    /// <summary>Reads the line. What is wrong with it fails the whole request, as in the engines.</summary>
    /// <param name="line">The line's bytes.</param>
    /// <param name="number">Its number, from 1.</param>
    public static BulkAction Read(ReadOnlyMemory<byte> line, int number)
    {
        using var document = JsonInput.Parse(line);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw EngineErrors.IllegalArgument($"Malformed action/metadata line [{number}], expected START_OBJECT");
        }

        using var actions = root.EnumerateObject();
        if (!actions.MoveNext())
        {
            throw EngineErrors.IllegalArgument($"Malformed action/metadata line [{number}], expected FIELD_NAME but found [END_OBJECT]");
        }

        var action = actions.Current;
        if (action.Name is not ("index" or "create" or "update" or "delete"))
        {
            throw EngineErrors.IllegalArgument(
                $"Malformed action/metadata line [{number}], expected field [create], [delete], [index] or [update] but found [{action.Name}]");
        }

        if (action.Value.ValueKind != JsonValueKind.Object)
        {
            throw EngineErrors.IllegalArgument($"Malformed action/metadata line [{number}], expected START_OBJECT or END_OBJECT");
        }

        return action.Value.EnumerateObject().Aggregate(new BulkAction(action.Name), (read, property) => Apply(read, property, number));
    }

    private static BulkAction Apply(BulkAction action, JsonProperty property, int number)
    {
        var value = property.Value;
        return property.Name switch
        {
            "_index" => action with { Index = JsonInput.Text(value) },
            "_id" => action with { Id = value.ValueKind == JsonValueKind.Null ? null : JsonInput.Text(value) },
            "if_seq_no" => action with { IfSequenceNumber = value.GetInt64() },
            "if_primary_term" => action with { IfPrimaryTerm = value.GetInt64() },
            "version" or "_version" => action with { Version = value.GetInt64() },
            "version_type" or "_version_type" => action with { VersionType = JsonInput.Text(value) },
            "require_alias" => action with { RequireAlias = QueryJson.Boolean(value) },
            "retry_on_conflict" => action with { RetryOnConflict = QueryJson.Integer(value) },
            "_source" => action with { Source = SourceFilter.Read(value) },
            "routing" or "pipeline" or "dynamic_templates" or "require_data_stream" or "list_executed_pipelines" =>
                throw EngineErrors.Unsupported($"[{property.Name}] in an action line of a bulk request, line [{number}]"),
            _ => throw EngineErrors.IllegalArgument($"Action/metadata line [{number}] contains an unknown parameter [{property.Name}]"),
        };
    }
}
