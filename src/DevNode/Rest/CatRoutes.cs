using System.Globalization;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;

namespace TwinBert.DevNode.Rest;

/// <summary><c>_cat/indices</c> and <c>_cat/count</c>.</summary>
internal sealed class CatRoutes(IndexCatalog catalog)
{
    private static readonly string[] Parameters = [.. Expressions.Parameters, "v", "h", "s", "bytes", "health", "pri", "time", "master_timeout", "local"];

    private static readonly string[] Columns =
        ["health", "status", "index", "uuid", "pri", "rep", "docs.count", "docs.deleted", "store.size", "pri.store.size", "dataset.size"];

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/_cat/indices", Indices, Parameters),
        new("GET", "/_cat/indices/{index}", Indices, Parameters),
    ];

    private RestResponse Indices(RestRequest request)
    {
        if (request.Text("health") is not (null or "green"))
        {
            throw EngineErrors.Unsupported("indices of another health than [green]");
        }

        var columns = request.Text("h")?.Split(',') ?? Columns;
        var rows = catalog
            .Resolve(request.Path.GetValueOrDefault("index"), Expressions.Options(request))
            .Select(index => columns.Select(c => Cell(index, c, request.Text("bytes"))).ToArray())
            .ToList();
        if (request.Text("s") is { } sort)
        {
            var (name, isDescending) = sort.Split(':') is [var column, "desc"] ? (column, true) : (sort.Split(':')[0], false);
            var at = Array.IndexOf(columns, name);
            rows = at < 0 ? throw EngineErrors.Unsupported($"a sort of [_cat/indices] by [{name}], which is not among the columns")
                : isDescending ? [.. rows.OrderByDescending(r => r[at], StringComparer.Ordinal)] : [.. rows.OrderBy(r => r[at], StringComparer.Ordinal)];
        }

        return request.Text("format") switch
        {
            "json" => AsJson(columns, rows),
            null or "text" => AsText(columns, rows, request.Flag("v")),
            var other => throw EngineErrors.Unsupported($"the format [{other}]"),
        };
    }

    private static RestResponse AsJson(string[] columns, List<string[]> rows) => RestResponse.Json(200, json =>
    {
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < columns.Length; i++)
            {
                json.WriteString(columns[i], row[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static RestResponse AsText(string[] columns, List<string[]> rows, bool withHeader)
    {
        var lines = withHeader ? [columns, .. rows] : rows;
        var widths = columns.Select((_, i) => lines.Select(l => l[i].Length).DefaultIfEmpty(0).Max()).ToArray();
        return RestResponse.Text(
            200,
            string.Concat(lines.Select(line => string.Join(' ', line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd() + "\n")));
    }

    private static string Cell(EmbeddedIndex index, string column, string? unit) => column switch
    {
        "health" or "h" => "green",
        "status" => "open",
        "index" or "i" => index.Name,
        "uuid" => index.Uuid,
        "pri" => "1",
        "rep" => "0",
        "docs.count" or "dc" => index.Count.ToString(CultureInfo.InvariantCulture),
        "docs.deleted" => "0",
        "store.size" or "pri.store.size" or "dataset.size" => Size(index.SourceBytes, unit),
        "creation.date" => index.CreatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => throw EngineErrors.Unsupported($"the column [{column}] of [_cat/indices]"),
    };

    private static string Size(long bytes, string? unit) => unit switch
    {
        null => bytes < 1024
            ? $"{bytes}b"
            : bytes < 1024 * 1024 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#}kb") : string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes / 1048576.0:0.#}mb"),
        "b" => bytes.ToString(CultureInfo.InvariantCulture),
        "kb" => (bytes / 1024).ToString(CultureInfo.InvariantCulture),
        "mb" => (bytes / 1048576).ToString(CultureInfo.InvariantCulture),
        _ => throw EngineErrors.Unsupported($"the unit [{unit}]"),
    };
}
