using System.Buffers;
using System.Text.Json;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Http;

/// <summary>Applies what the client asked of the form of an answer: <c>filter_path</c> and <c>pretty</c>.</summary>
internal static class ResponseShape
{
    public static RestResponse Apply(RestResponse response, IReadOnlyDictionary<string, string> query)
    {
        var isPretty = query.TryGetValue("pretty", out var pretty) && pretty != "false";
        var filter = query.GetValueOrDefault("filter_path");
        if (!response.IsJson || response.Body.IsEmpty || (!isPretty && filter is null))
        {
            return response;
        }

        using var document = JsonInput.Parse(response.Body);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(
            buffer,
            new JsonWriterOptions { Indented = isPretty, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            if (filter is null)
            {
                document.RootElement.WriteTo(json);
            }
            else
            {
                PathFilter.Read(filter).Write(json, document.RootElement);
            }
        }

        if (isPretty)
        {
            buffer.Write("\n"u8);
        }

        return response with { Body = buffer.WrittenMemory };
    }
}
