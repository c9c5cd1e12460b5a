using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Queries;

namespace TwinBert.DevNode.Rest;

/// <summary><c>_msearch</c>: pairs of a header line and a search line.</summary>
internal sealed class MultiSearchRoutes(SearchRoutes searches, TimeProvider time)
{
    private static readonly string[] Parameters =
        [
            "max_concurrent_searches",
            "rest_total_hits_as_int",
            "typed_keys",
            "ccs_minimize_roundtrips",
            "max_concurrent_shard_requests",
            "pre_filter_shard_size",
            "search_type",
        ];

    public IEnumerable<Route> Routes =>
    [
        new("GET,POST", "/_msearch", MultiSearch, Parameters),
        new("GET,POST", "/{index}/_msearch", MultiSearch, Parameters),
    ];

    private RestResponse MultiSearch(RestRequest request)
    {
        if (request.Body.IsEmpty || request.Body.Span[^1] != (byte)'\n')
        {
            throw EngineErrors.IllegalArgument("The msearch request must be terminated by a newline [\\n]");
        }

        var start = time.GetTimestamp();
        var responses = Lines(request.Body).Chunk(2).Select(pair => Answer(request, pair)).ToList();
        return responses.Count == 0 ? throw EngineErrors.Validation("no requests added") : RestResponse.Object(200, json =>
        {
            json.WriteNumber("took", (long)time.GetElapsedTime(start).TotalMilliseconds);
            json.WriteStartArray("responses");
            foreach (var (response, status) in responses)
            {
                WriteWithStatus(json, response, status);
            }

            json.WriteEndArray();
        });
    }

    private (ReadOnlyMemory<byte> Body, int Status) Answer(RestRequest request, ReadOnlyMemory<byte>[] pair)
    {
        if (pair.Length < 2)
        {
            throw EngineErrors.IllegalArgument("The msearch request must have a search line after each header line");
        }

        var (path, query) = ReadHeader(request, pair[0]);
        try
        {
            var response = searches.Search(request with { Path = path, Query = query, Body = pair[1] });
            return (response.Body, response.Status);
        }
        catch (EngineException e)
        {
            return (RestResponse.Error(e).Body, e.Status);
        }
    }

    private static (Dictionary<string, string> Path, Dictionary<string, string> Query) ReadHeader(RestRequest request, ReadOnlyMemory<byte> line)
    {
        var path = new Dictionary<string, string>(request.Path);
        var query = request.Query.Where(p => p.Key is "rest_total_hits_as_int" or "typed_keys" or "search_type").ToDictionary();
        if (line.IsEmpty)
        {
            return (path, query);
        }

        using var json = JsonInput.Parse(line);
        foreach (var property in json.RootElement.ValueKind == JsonValueKind.Null ? default : json.RootElement.EnumerateObject())
        {
            switch (property.Name)
            {
                case "index" or "indices":
                    path["index"] = string.Join(',', QueryJson.Strings(property.Value));
                    break;
                case "search_type" or "ignore_unavailable" or "allow_no_indices" or "expand_wildcards":
                    query[property.Name] = JsonInput.Text(property.Value);
                    break;
                case "preference" or "request_cache" or "allow_partial_search_results" or "ccs_minimize_roundtrips":
                    break;
                default:
                    throw EngineErrors.IllegalArgument($"key [{property.Name}] is not supported in the metadata section");
            }
        }

        return (path, query);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> body)
    {
        while (body.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            yield return body[..end];
            body = body[(end + 1)..];
        }
    }

    private static void WriteWithStatus(Utf8JsonWriter json, ReadOnlyMemory<byte> response, int status)
    {
        // Members are copied as they are, so that sources keep their bytes; an error already has its status.
        json.WriteStartObject();
        using var document = JsonInput.Parse(response);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            json.WritePropertyName(property.Name);
            json.WriteRawValue(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
        }

        if (!document.RootElement.TryGetProperty("status", out _))
        {
            json.WriteNumber("status", status);
        }

        json.WriteEndObject();
    }
}
