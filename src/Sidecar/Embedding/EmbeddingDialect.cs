using System.Text.Json;
using Microsoft.AspNetCore.Http;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Http;

namespace TwinBert.Sidecar.Embedding;

/// <summary>A way in which programs ask for embeddings: where, and what answers and errors look like. Immutable and thread-safe.</summary>
internal abstract class EmbeddingDialect
{
    /// <summary>That of Hugging Face's Text Embeddings Inference.</summary>
    public static EmbeddingDialect TextEmbeddingsInference { get; } = new TeiDialect();

    /// <summary>That of OpenAI.</summary>
    public static EmbeddingDialect OpenAi { get; } = new OpenAiDialect();

    /// <summary>Its name in metrics.</summary>
    public abstract string Name { get; }

    /// <summary>The member of a request's body that has the texts.</summary>
    public abstract string Texts { get; }

    /// <summary>The dialect of a request; null where it is none for this service.</summary>
    /// <param name="request">The request.</param>
    public static EmbeddingDialect? Of(HttpRequest request) => !HttpMethods.IsPost(request.Method) ? null : request.Path.Value switch
    {
        "/embed" => TextEmbeddingsInference,
        "/v1/embeddings" => OpenAi,
        _ => null,
    };

    /// <summary>Answers with vectors.</summary>
    /// <param name="context">The request.</param>
    /// <param name="asked">What it asks for.</param>
    /// <param name="model">The model, and what it is called.</param>
    /// <param name="vectors">The vectors, in the order of the texts.</param>
    public abstract Task AnswerAsync(HttpContext context, EmbeddingRequest asked, (ServedModel Model, string Name) model, IReadOnlyList<float[]> vectors);

    /// <summary>Answers that it cannot.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">Why.</param>
    public abstract Task RefuseAsync(HttpContext context, EmbeddingRefusal refusal);

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartArray();
        foreach (var component in vector)
        {
            json.WriteNumberValue(component);
        }

        json.WriteEndArray();
    }

    private sealed class TeiDialect : EmbeddingDialect
    {
        public override string Name => "tei";

        public override string Texts => "inputs";

        public override Task AnswerAsync(
            HttpContext context, EmbeddingRequest asked, (ServedModel Model, string Name) model, IReadOnlyList<float[]> vectors) =>
            WriteAsync(context, json =>
            {
                json.WriteStartArray();
                foreach (var vector in vectors)
                {
                    Write(json, vector);
                }

                json.WriteEndArray();
            });

        public override Task RefuseAsync(HttpContext context, EmbeddingRefusal refusal) => JsonAnswer.WriteAsync(context, refusal.Status, json =>
        {
            json.WriteString("error", refusal.Message);
            json.WriteString("error_type", refusal.Status switch
            {
                StatusCodes.Status429TooManyRequests => "overloaded",
                >= StatusCodes.Status500InternalServerError => "backend",
                _ => "validation",
            });
        });
    }

    private sealed class OpenAiDialect : EmbeddingDialect
    {
        public override string Name => "openai";

        public override string Texts => "input";

        public override Task AnswerAsync(
            HttpContext context, EmbeddingRequest asked, (ServedModel Model, string Name) model, IReadOnlyList<float[]> vectors) =>
            JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
            {
                json.WriteString("object", "list");
                json.WriteStartArray("data");
                foreach (var (vector, i) in vectors.Select((vector, i) => (vector, i)))
                {
                    json.WriteStartObject();
                    json.WriteString("object", "embedding");
                    json.WriteNumber("index", i);
                    json.WritePropertyName("embedding");
                    if (asked.IsBase64)
                    {
                        json.WriteBase64StringValue(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(vector));
                    }
                    else
                    {
                        Write(json, vector);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteString("model", model.Name);

                var tokens = asked.Texts.Sum(text => model.Model.CountTokens?.Invoke(text, asked.IsQuery) ?? 0);
                json.WriteStartObject("usage");
                json.WriteNumber("prompt_tokens", tokens);
                json.WriteNumber("total_tokens", tokens);
                json.WriteEndObject();
            });

        public override Task RefuseAsync(HttpContext context, EmbeddingRefusal refusal) => JsonAnswer.WriteAsync(context, refusal.Status, json =>
        {
            json.WriteStartObject("error");
            json.WriteString("message", refusal.Message);
            json.WriteString("type", refusal.Status switch
            {
                StatusCodes.Status401Unauthorized => "authentication_error",
                StatusCodes.Status429TooManyRequests => "rate_limit_error",
                >= StatusCodes.Status500InternalServerError => "server_error",
                _ => "invalid_request_error",
            });
            json.WriteNull("param");
            json.WriteNull("code");
            json.WriteEndObject();
        });
    }
}

/// <summary>Why a request for embeddings is refused.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Message">What is wrong, and the remedy.</param>
internal sealed record EmbeddingRefusal(int Status, string Message);
