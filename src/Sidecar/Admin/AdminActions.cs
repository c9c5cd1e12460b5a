using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Admin;

/// <summary>What an operator may do to a running sidecar. Each leaves a line in the log. Thread-safe.</summary>
internal sealed partial class AdminActions(RerankSwitch reranking, ServedIndices indices, ILogger<AdminActions> logger)
{
    private const string IndexParameter = "index";

    /// <summary>Does what a request asks for, and answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="action">What is below <c>/_twinbert/admin</c>: <c>/rerank/off</c> or <c>/rerank/on</c>.</param>
    public Task AnswerAsync(HttpContext context, string action)
    {
        if (action is not ("/rerank/off" or "/rerank/on"))
        {
            return RefuseAsync(context, "There is no such action: POST to admin/rerank/off or admin/rerank/on, with ?index=ENTRY for one entry of Indices.");
        }

        var entry = context.Request.Query[IndexParameter] is [{ Length: > 0 } name] ? name : null;
        if (entry is not null && indices.All.All(index => index.Pattern != entry))
        {
            return RefuseAsync(
                context, $"There is no entry '{entry}' in Indices; there are: {string.Join(", ", indices.All.Select(index => index.Pattern))}.");
        }

        reranking.Set(entry, action == "/rerank/off");
        var by = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        Log.Switched(logger, action == "/rerank/off" ? "off" : "on", entry ?? "all indices", by);
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, Write);
    }

    /// <summary>Writes the state of the switch as a member.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("rerank");
        json.WriteBoolean("off", reranking.IsAllOff);
        json.WriteStartArray("off_indices");
        foreach (var entry in reranking.Off)
        {
            json.WriteStringValue(entry);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Task RefuseAsync(HttpContext context, string reason) =>
        ErrorResponse.WriteAsync(context, StatusCodes.Status404NotFound, "resource_not_found_exception", reason);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Audit: reranking was switched {State} for {Scope} by a request from {Address}")]
        public static partial void Switched(ILogger logger, string state, string scope, string address);
    }
}
