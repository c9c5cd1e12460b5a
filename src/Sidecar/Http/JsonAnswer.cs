using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Http;

/// <summary>Answers of our own in JSON.</summary>
internal static class JsonAnswer
{
    /// <summary>Writes one object.</summary>
    /// <param name="context">Whose response.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="members">Writes the object's members.</param>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
        }
    }
}
