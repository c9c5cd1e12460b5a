using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Documents;

/// <summary>What became of one bulk action: a result or an error.</summary>
internal sealed record BulkItem(string Kind, string Index, string? Id, WriteResult? Result, EngineException? Error)
{
    /// <summary>The part of an updated document that the client wants back.</summary>
    public SourceFilter? Source { get; init; }

    public void Write(Utf8JsonWriter json, bool isForcedRefresh)
    {
        json.WriteStartObject();
        json.WriteStartObject(Kind);
        if (Result is { } result)
        {
            WriteAnswer.WriteMembers(json, Index, result, isForcedRefresh && result.Result != "noop");
            json.WriteNumber("status", WriteAnswer.Status(result));
            if (Source is { IsShown: true } source)
            {
                UpdatedDocument.Write(json, result, source);
            }
        }
        else
        {
            json.WriteString("_index", Index);
            if (Id is null)
            {
                json.WriteNull("_id");
            }
            else
            {
                json.WriteString("_id", Id);
            }

            json.WriteNumber("status", Error!.Status);
            json.WritePropertyName("error");
            ErrorBody.WriteError(json, Error);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
