using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Configuration;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Encoders;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Embedding;

/// <summary>
/// Answers requests for embeddings, where that is switched on; everything else passes. What is asked for waits before the encoder with what is written, and
/// is refused where that is full.
/// <list type="number">
/// <item>Recognise a request, and who asks.</item>
/// <item>Read it, up to the limits.</item>
/// <item>Find the model.</item>
/// <item>Encode, and answer.</item>
/// </list>
/// </summary>
internal sealed partial class EmbeddingServiceMiddleware(
    RequestDelegate next, TwinBertOptions options, ServedModels models, DocumentEncoders encoders, CallerKeys callers, EmbeddingMetrics metrics,
    TimeProvider time, ILogger<EmbeddingServiceMiddleware> logger)
{
    private const string Bearer = "Bearer ";
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);
    private readonly LogSilence _silence = new();

    public async Task InvokeAsync(HttpContext context)
    {
        // 1. Recognise a request, and who asks.
        if (!options.EmbeddingService.Enabled || EmbeddingDialect.Of(context.Request) is not { } dialect)
        {
            await next(context);
            return;
        }

        if (!IsAllowed(context.Request))
        {
            await RefuseAsync(context, dialect, new(StatusCodes.Status401Unauthorized, "Give EmbeddingService:ApiKey as 'Authorization: Bearer …'."));
            return;
        }

        // 2. Read it.
        if (await ReadAsync(context.Request, context.RequestAborted) is not { } body)
        {
            var message = $"The body is larger than {options.Limits.MaxDocumentBytes} bytes: send fewer texts, or raise Limits:MaxDocumentBytes.";
            await RefuseAsync(context, dialect, new(StatusCodes.Status413PayloadTooLarge, message));
            return;
        }

        var (request, refusal) = EmbeddingRequest.Read(body, dialect, context.Request.Query["side"], options.EmbeddingService.MaxTexts);
        if (request is null)
        {
            await RefuseAsync(context, dialect, refusal!);
            return;
        }

        // 3. Find the model.
        (var model, refusal) = ModelOf(request);
        if (model is null)
        {
            await RefuseAsync(context, dialect, refusal!, request.Texts.Count);
            return;
        }

        // 4. Encode, and answer.
        (var vectors, refusal) = await EncodeAsync(context, request, model);
        if (vectors is null)
        {
            await RefuseAsync(context, dialect, refusal!, request.Texts.Count);
            return;
        }

        metrics.Count(dialect, StatusCodes.Status200OK, request.Texts.Count);
        await dialect.AnswerAsync(context, request, (model, request.Model ?? model.Fingerprint.Value), vectors);
    }

    private bool IsAllowed(HttpRequest request)
    {
        if (options.EmbeddingService.ApiKey is not { } key)
        {
            return true;
        }

        var given = request.Headers.Authorization.ToString();
        return given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Bearer.Length..].Trim()), Encoding.UTF8.GetBytes(key));
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > options.Limits.MaxDocumentBytes)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    // By its fingerprint, or by what the configuration calls it, or by the last part of that.
    private (ServedModel? Model, EmbeddingRefusal? Refusal) ModelOf(EmbeddingRequest request)
    {
        var names = models.ByName.Append(KeyValuePair.Create(options.Model, models.Default)).ToArray();
        var known = string.Join("', '", names.Select(one => Path.GetFileName(Path.TrimEndingDirectorySeparator(one.Key))).Distinct());
        ServedModel[] alike = [.. models.All.Where(one => one.Fingerprint.Value == request.Model).DistinctBy(one => one.QueryFingerprint)];
        if (request.IsQuery && alike.Length > 1)
        {
            var message = $"Models here that have the fingerprint '{request.Model}' encode queries differently. Name one: there is '{known}'.";
            return (null, new(StatusCodes.Status422UnprocessableEntity, message));
        }

        var model = request.Model is not { } name
            ? models.Default
            : alike.FirstOrDefault()
                ?? names.FirstOrDefault(one => one.Key == name || Path.GetFileName(Path.TrimEndingDirectorySeparator(one.Key)) == name).Value;
        if (model is null)
        {
            return (null, new(StatusCodes.Status404NotFound, $"There is no model '{request.Model}' here; there is '{known}'."));
        }

        return request.Dimensions is { } dimensions && dimensions != model.Dimensions
            ? (null, new(StatusCodes.Status422UnprocessableEntity, $"The vectors of this model have {model.Dimensions} components, not {dimensions}."))
            : (model, null);
    }

    private async ValueTask<(IReadOnlyList<float[]>? Vectors, EmbeddingRefusal? Refusal)> EncodeAsync(
        HttpContext context, EmbeddingRequest request, ServedModel model)
    {
        using var patience = new CancellationTokenSource(options.Limits.EncodeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            var vectors = await encoders.TryEncodeAsync(model, request.Texts, request.IsQuery, callers.Of(ClientRequest.Of(context)), either.Token);
            return vectors is not null
                ? (vectors, null)
                : (null, new(StatusCodes.Status429TooManyRequests, "As many requests as may wait for the encoder do. Try again in a moment."));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return (null, new(StatusCodes.Status503ServiceUnavailable, "The encoder was not done within Limits:EncodeTimeout: send fewer texts at once."));
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (_silence.TryBreak(time, LogEvery, 1, out var unsaid))
            {
                LogFailure(logger, unsaid, e);
            }

            return (null, new(StatusCodes.Status500InternalServerError, "The encoder failed; the sidecar's log says how."));
        }
    }

    private Task RefuseAsync(HttpContext context, EmbeddingDialect dialect, EmbeddingRefusal refusal, int texts = 1)
    {
        metrics.Count(dialect, refusal.Status, texts);
        if (refusal.Status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return dialect.RefuseAsync(context, refusal);
    }

    [LoggerMessage(LogLevel.Error, "The embedding service could not encode, nor did it {Unsaid} times before without a line here")]
    private static partial void LogFailure(ILogger logger, long unsaid, Exception error);
}
