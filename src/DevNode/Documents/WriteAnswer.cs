using System.Text.Json;
using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Documents;

/// <summary>Writes what the engine answers to a write of one document.</summary>
internal static class WriteAnswer
{
    /// <summary>Writes the members.</summary>
    public static void WriteMembers(Utf8JsonWriter json, string index, WriteResult result, bool isForcedRefresh)
    {
        json.WriteString("_index", index);
        json.WriteString("_id", result.Id);
        json.WriteNumber("_version", result.Version);
        json.WriteString("result", result.Result);
        if (isForcedRefresh)
        {
            json.WriteBoolean("forced_refresh", true);
        }

        var isWritten = result.Result != "noop";
        json.WriteStartObject("_shards");
        json.WriteNumber("total", isWritten ? 1 : 0);
        json.WriteNumber("successful", isWritten ? 1 : 0);
        json.WriteNumber("failed", 0);
        json.WriteEndObject();
        json.WriteNumber("_seq_no", result.SequenceNumber);
        json.WriteNumber("_primary_term", DocumentVersion.PrimaryTerm);
    }

    /// <summary>The status of a write: 201 for a new document, 404 for a deletion of none.</summary>
    public static int Status(WriteResult result) => result.Result switch
    {
        "created" => 201,
        "not_found" => 404,
        _ => 200,
    };
}
