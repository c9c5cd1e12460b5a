using System.Text.Json;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Documents;

/// <summary>Writes the member <c>get</c> of an update's answer.</summary>
internal static class UpdatedDocument
{
    public static void Write(Utf8JsonWriter json, WriteResult result, SourceFilter source)
    {
        json.WriteStartObject("get");
        json.WriteNumber("_seq_no", result.SequenceNumber);
        json.WriteNumber("_primary_term", DocumentVersion.PrimaryTerm);
        json.WriteBoolean("found", true);
        json.WritePropertyName("_source");
        source.Write(json, result.Source);
        json.WriteEndObject();
    }
}
