using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Http;

/// <summary>An answer before it is shaped for the client.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="IsJson">Whether the body is JSON; plain text otherwise.</param>
internal sealed record RestResponse(int Status, ReadOnlyMemory<byte> Body, bool IsJson = true)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An answer that writes its own JSON.</summary>
    public static RestResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return new(status, buffer.WrittenMemory);
    }

    /// <summary>An answer that is one JSON object.</summary>
    public static RestResponse Object(int status, Action<Utf8JsonWriter> writeMembers) => Json(status, json =>
    {
        json.WriteStartObject();
        writeMembers(json);
        json.WriteEndObject();
    });

    /// <summary><c>{"acknowledged":true}</c>.</summary>
    public static RestResponse Acknowledged() => Object(200, json => json.WriteBoolean("acknowledged", true));

    public static RestResponse Text(int status, string text) => new(status, Encoding.UTF8.GetBytes(text), IsJson: false);

    public static RestResponse Empty(int status) => new(status, ReadOnlyMemory<byte>.Empty, IsJson: false);

    public static RestResponse Error(EngineException error) => Json(error.Status, json => ErrorBody.Write(json, error));

    /// <summary>An error that the engine reports as a bare sentence.</summary>
    public static RestResponse Sentence(int status, string sentence) => Object(status, json =>
    {
        json.WriteString("error", sentence);
        json.WriteNumber("status", status);
    });
}
