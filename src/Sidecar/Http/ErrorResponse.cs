using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Http;

/// <summary>Errors of the sidecar's own, in the shape in which every client of the engine reads errors.</summary>
internal static class ErrorResponse
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, int status, string type, string reason)
    {
        var body = Body(status, type, reason);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>The error's body.</summary>
    public static byte[] Body(int status, string type, string reason)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteStartArray("root_cause");
            json.WriteStartObject();
            Cause(json, type, reason);
            json.WriteEndObject();
            json.WriteEndArray();
            Cause(json, type, reason);
            json.WriteEndObject();
            json.WriteNumber("status", status);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Cause(Utf8JsonWriter json, string type, string reason)
    {
        json.WriteString("type", type);
        json.WriteString("reason", reason);
    }
}
