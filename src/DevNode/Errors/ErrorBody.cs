using System.Text.Json;

namespace TwinBert.DevNode.Errors;

/// <summary>Writes errors in the engine's format.</summary>
internal static class ErrorBody
{
    /// <summary>The whole body of a failed request.</summary>
    public static void Write(Utf8JsonWriter json, EngineException error)
    {
        json.WriteStartObject();
        json.WritePropertyName("error");
        if (error.IsSearchPhase)
        {
            WriteSearchPhase(json, error);
        }
        else
        {
            WriteWithRootCause(json, error);
        }

        json.WriteNumber("status", error.Status);
        json.WriteEndObject();
    }

    /// <summary>One error as an object, without root causes: what a bulk item or a failed document shows.</summary>
    public static void WriteError(Utf8JsonWriter json, EngineException error)
    {
        json.WriteStartObject();
        WriteMembers(json, error);
        json.WriteEndObject();
    }

    /// <summary>One error as an object that names its root cause.</summary>
    public static void WriteWithRootCause(Utf8JsonWriter json, EngineException error)
    {
        json.WriteStartObject();
        WriteRootCause(json, error);
        WriteMembers(json, error);
        json.WriteEndObject();
    }

    private static void WriteRootCause(Utf8JsonWriter json, EngineException error)
    {
        var root = error.RootCause ?? error;
        json.WriteStartArray("root_cause");
        json.WriteStartObject();
        WriteIdentity(json, root);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteSearchPhase(Utf8JsonWriter json, EngineException error)
    {
        json.WriteStartObject();
        WriteRootCause(json, error);
        json.WriteString("type", "search_phase_execution_exception");
        json.WriteString("reason", "all shards failed");
        json.WriteString("phase", "query");
        json.WriteBoolean("grouped", true);
        json.WriteStartArray("failed_shards");
        json.WriteStartObject();
        json.WriteNumber("shard", 0);
        json.WriteString("index", error.Index);
        json.WriteString("node", "embedded");
        json.WritePropertyName("reason");
        WriteError(json, error);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, EngineException error)
    {
        WriteIdentity(json, error);
        if (error.Cause is { } cause)
        {
            json.WritePropertyName("caused_by");
            WriteError(json, cause);
        }
    }

    private static void WriteIdentity(Utf8JsonWriter json, EngineException error)
    {
        json.WriteString("type", error.Type);
        json.WriteString("reason", error.Reason);
        foreach (var (name, value) in error.Details)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, value.GetType());
        }

        if (error.Index is { } index)
        {
            if (error.IndexUuid is { } uuid)
            {
                json.WriteString("index_uuid", uuid);
            }

            json.WriteString("index", index);
        }
    }
}
