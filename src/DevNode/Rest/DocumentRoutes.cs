using TwinBert.DevNode.Documents;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Fetching;

namespace TwinBert.DevNode.Rest;

/// <summary>Writes of single documents.</summary>
internal sealed class DocumentRoutes(IndexCatalog catalog, IdentifierSource identifiers)
{
    private static readonly string[] Parameters =
        ["refresh", "timeout", "wait_for_active_shards", "require_alias", "if_seq_no", "if_primary_term", "version", "version_type", "op_type"];

    public IEnumerable<Route> Routes =>
    [
        new("PUT,POST", "/{index}/_doc/{id}", Index, Parameters),
        new("POST", "/{index}/_doc", Index, Parameters),
        new("PUT,POST", "/{index}/_create/{id}", Create, Parameters),
        new("DELETE", "/{index}/_doc/{id}", Delete, Parameters),
        new(
            "POST",
            "/{index}/_update/{id}",
            Update,
            "refresh",
            "timeout",
            "wait_for_active_shards",
            "require_alias",
            "if_seq_no",
            "if_primary_term",
            "retry_on_conflict",
            "_source",
            "_source_includes",
            "_source_excludes"),
    ];

    private RestResponse Index(RestRequest request)
    {
        var kind = request.Text("op_type") switch
        {
            null => request.Path.ContainsKey("id") ? WriteKind.Index : WriteKind.Create,
            "index" => WriteKind.Index,
            "create" => WriteKind.Create,
            var other => throw EngineErrors.IllegalArgument($"opType must be 'create' or 'index', found: [{other}]"),
        };
        return Put(request, kind);
    }

    private RestResponse Create(RestRequest request) => Put(request, WriteKind.Create);

    private RestResponse Put(RestRequest request, WriteKind kind)
    {
        if (request.Body.IsEmpty)
        {
            throw EngineErrors.BodyRequired();
        }

        var write = Operation(request, kind);
        var index = catalog.ForWrite(request.Path["index"], request.Flag("require_alias"));
        return Answer(request, index, index.Write(write));
    }

    private RestResponse Delete(RestRequest request)
    {
        var write = Operation(request, WriteKind.Delete);
        var index = write.Versioning == ExternalVersioning.None && !catalog.IsAlias(request.Path["index"])
            ? catalog.Single(request.Path["index"])
            : catalog.ForWrite(request.Path["index"], requireAlias: false);
        return Answer(request, index, index.Write(write));
    }

    private RestResponse Update(RestRequest request)
    {
        var id = request.Path["id"];
        using var json = request.ParseBody();
        var body = UpdateBody.Read(json.RootElement);
        var index = catalog.ForWrite(request.Path["index"], request.Flag("require_alias"));
        var result = index.Update(
            id,
            current => WriteOperations.Guard(body.Apply(index, id, current), request.Integer("if_seq_no"), request.Integer("if_primary_term")));
        var source = SourceFilter.Read(request.Text("_source"), request.Text("_source_includes"), request.Text("_source_excludes")) ?? body.Source;
        return Answer(request, index, result, source);
    }

    private WriteOperation Operation(RestRequest request, WriteKind kind) => WriteOperations.Create(
        kind,
        request.Path.GetValueOrDefault("id") ?? identifiers.Next(),
        request.Body,
        request.Integer("if_seq_no"),
        request.Integer("if_primary_term"),
        request.Integer("version"),
        request.Text("version_type"));

    private static RestResponse Answer(RestRequest request, EmbeddedIndex index, WriteResult result, SourceFilter? source = null)
    {
        var policy = RefreshPolicyReader.Read(request.Text("refresh"));
        if (policy != RefreshPolicy.None)
        {
            index.Refresh();
        }

        return RestResponse.Object(WriteAnswer.Status(result), json =>
        {
            WriteAnswer.WriteMembers(json, index.Name, result, policy == RefreshPolicy.Immediate && result.Result != "noop");
            if (source is { IsShown: true })
            {
                UpdatedDocument.Write(json, result, source);
            }
        });
    }
}
