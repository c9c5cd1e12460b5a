using System.Text;
using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A request as the scripted upstream saw it.</summary>
public sealed class SeenRequest(HttpContext context, string target)
{
    public string Method { get; } = context.Request.Method;

    public string Target { get; } = target;

    public string ConnectionId { get; } = context.Connection.Id;

    public Dictionary<string, string> Headers { get; } = context.Request.Headers.ToDictionary(
        header => header.Key,
        header => header.Value.ToString(),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The body, where the script read it with <see cref="ReadAsync"/>.</summary>
    public byte[] Body { get; private set; } = [];

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Reads the request's body to its end.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    public async Task KeepBodyAsync(HttpContext context) => Body = await ReadAsync(context);
}
