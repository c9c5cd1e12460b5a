namespace TwinBert.DevNode.Errors;

/// <summary>The refusals that more than one feature needs, with the engine's types and reasons.</summary>
internal static class EngineErrors
{
    /// <summary>What the node lacks. Always 400, always by name.</summary>
    public static EngineException Unsupported(string what) =>
        new(400, "illegal_argument_exception", $"the embedded node does not support {what}");

    public static EngineException IllegalArgument(string reason) => new(400, "illegal_argument_exception", reason);

    public static EngineException FieldDataDisabled(string path, string index) => IllegalArgument(
        $"Fielddata is disabled on [{path}] in [{index}]. Text fields are not optimised for operations that require per-document field data like "
            + "aggregations and sorting, so these operations are disabled by default. Please use a keyword field instead.");

    /// <summary>Sorting, aggregating or fetching by a field that keeps no values for it.</summary>
    public static EngineException NoDocValues(string path, string type) => IllegalArgument(
        $"Can't load fielddata on [{path}] because fielddata is unsupported on fields of type [{type}]. Use doc values instead.");

    public static EngineException Parsing(string reason) => new(400, "parsing_exception", reason);

    public static EngineException BodyRequired() => new(400, "parse_exception", "request body is required");

    public static EngineException XContentParse(string reason) => new(400, "x_content_parse_exception", reason);

    public static EngineException Validation(params IEnumerable<string> problems) =>
        new(400, "action_request_validation_exception", "Validation Failed: " + string.Concat(problems.Select((p, i) => $"{i + 1}: {p};")));

    public static EngineException IndexNotFound(string name) => new(404, "index_not_found_exception", $"no such index [{name}]")
    {
        Index = name,
        IndexUuid = "_na_",
        Details = [new("resource.type", "index_or_alias"), new("resource.id", name)],
    };

    public static EngineException IndexExists(string name, string uuid) =>
        new(400, "resource_already_exists_exception", $"index [{name}/{uuid}] already exists") { Index = name, IndexUuid = uuid };

    public static EngineException MapperParsing(string reason, EngineException? cause = null) => new(400, "mapper_parsing_exception", reason) { Cause = cause };

    public static EngineException DocumentParsing(string reason, EngineException? cause = null) =>
        new(400, "document_parsing_exception", reason) { Cause = cause };

    public static EngineException TooLarge(string reason) => new(429, "circuit_breaking_exception", reason)
    {
        Details = [new("durability", "PERMANENT")],
    };
}
