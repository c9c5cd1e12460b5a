using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Searching;

namespace TwinBert.DevNode.Rest;

/// <summary>Reads of documents by identifier. They see every finished write.</summary>
internal sealed class ReadRoutes(IndexCatalog catalog)
{
    private static readonly string[] Parameters =
        ["_source", "_source_includes", "_source_excludes", "preference", "realtime", "refresh", "stored_fields", "version", "version_type"];

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/{index}/_doc/{id}", Get, Parameters),
        new("GET", "/{index}/_source/{id}", Source, Parameters),
        new("GET,POST", "/_mget", MultiGet, Parameters),
        new("GET,POST", "/{index}/_mget", MultiGet, Parameters),
    ];

    private RestResponse Get(RestRequest request)
    {
        var index = catalog.Single(request.Path["index"]);
        var document = Find(request, index, request.Path["id"]);
        var source = Filter(request) ?? SourceFilter.All;
        return RestResponse.Json(document is null ? 404 : 200, json => WriteDocument(json, index, request.Path["id"], document, source));
    }

    private RestResponse Source(RestRequest request)
    {
        var index = catalog.Single(request.Path["index"]);
        var id = request.Path["id"];
        var document = Find(request, index, id)
            ?? throw new EngineException(404, "resource_not_found_exception", $"Document not found [{index.Name}]/[{id}]");
        return Filter(request) is { } filter ? RestResponse.Json(200, json => filter.Write(json, document.Source)) : new RestResponse(200, document.Source);
    }

    private static DocumentVersion? Find(RestRequest request, EmbeddedIndex index, string id)
    {
        if (request.Flag("refresh"))
        {
            index.Refresh();
        }

        var document = index.Get(id);
        if (document is not null && request.Integer("version") is { } version && version != document.Version)
        {
            throw VersionGuard.Conflict(index, id, $"current version [{document.Version}] is different than the one provided [{version}]");
        }

        return document;
    }

    private RestResponse MultiGet(RestRequest request)
    {
        using var body = request.ParseBody();
        var wanted = MultiGetBody.Read(body.RootElement, request.Path.GetValueOrDefault("index"));
        var common = Filter(request);
        return RestResponse.Object(200, json =>
        {
            json.WriteStartArray("docs");
            foreach (var item in wanted)
            {
                WriteItem(json, item, item.Source ?? common ?? SourceFilter.All);
            }

            json.WriteEndArray();
        });
    }

    private void WriteItem(Utf8JsonWriter json, MultiGetItem item, SourceFilter source)
    {
        try
        {
            var index = catalog.Single(item.Index);
            WriteDocument(json, index, item.Id, index.Get(item.Id), source);
        }
        catch (EngineException e)
        {
            json.WriteStartObject();
            json.WriteString("_index", item.Index);
            json.WriteString("_id", item.Id);
            json.WritePropertyName("error");
            ErrorBody.WriteWithRootCause(json, e);
            json.WriteEndObject();
        }
    }

    private static void WriteDocument(Utf8JsonWriter json, EmbeddedIndex index, string id, DocumentVersion? document, SourceFilter source)
    {
        json.WriteStartObject();
        json.WriteString("_index", index.Name);
        json.WriteString("_id", id);
        if (document is not null)
        {
            json.WriteNumber("_version", document.Version);
            json.WriteNumber("_seq_no", document.SequenceNumber);
            json.WriteNumber("_primary_term", DocumentVersion.PrimaryTerm);
        }

        json.WriteBoolean("found", document is not null);
        if (document is not null && source.IsShown)
        {
            json.WritePropertyName("_source");
            source.Write(json, document.Source);
        }

        json.WriteEndObject();
    }

    private static SourceFilter? Filter(RestRequest request)
    {
        if (request.Text("stored_fields") is { } stored)
        {
            return SearchBodyReader.ReadStored(new FetchOptions(), stored.Split(',', StringSplitOptions.RemoveEmptyEntries)).Source;
        }

        return SourceFilter.Read(request.Text("_source"), request.Text("_source_includes"), request.Text("_source_excludes"));
    }
}
