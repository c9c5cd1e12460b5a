using Microsoft.AspNetCore.Http;
using TwinBert.Search.PointsInTime;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Http;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.PointsInTime;

/// <summary>Notes which points in time are opened of indices that are served. The answers go out as they came.</summary>
internal sealed class PointInTimeMiddleware(RequestDelegate next, ServedIndices indices, OpenPoints points, AnswerRewriter answers)
{
    public Task InvokeAsync(HttpContext context) =>
        IndicesOf(context) is { } expression && indices.FindAll(expression) is not null
            ? answers.RunAsync(context, next, new(() => IsOpened(context.Response), () => true, body => Note(body, expression)))
            : next(context);

    private static string? IndicesOf(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return null;
        }

        return RequestTarget.Of(context).Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var expression, "_pit"] => Uri.UnescapeDataString(expression),
            [var expression, "_search", "point_in_time"] => Uri.UnescapeDataString(expression),
            _ => null,
        };
    }

    private static bool IsOpened(HttpResponse response) =>
        response.StatusCode == StatusCodes.Status200OK && response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    private PooledBody? Note(PooledBody body, string expression)
    {
        if (PointInTime.IdOpened(body.Bytes.Span) is { } id)
        {
            points.Add(id, expression);
        }

        return null;
    }
}
