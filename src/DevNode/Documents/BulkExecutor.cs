using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Documents;

/// <summary>Carries out bulk actions in order; an action that fails is an item with an error and stops nothing. Thread-safe.</summary>
internal sealed class BulkExecutor(IndexCatalog catalog, IdentifierSource identifiers)
{
    /// <param name="lines">The actions.</param>
    /// <param name="defaultIndex">The index of actions that name none.</param>
    /// <param name="requireAlias">Whether every target must be an alias.</param>
    /// <param name="touched">Receives the indices written to.</param>
    public List<BulkItem> Execute(IReadOnlyList<BulkLine> lines, string? defaultIndex, bool requireAlias, ISet<EmbeddedIndex> touched)
    {
        if (lines
            .Select((line, i) => (line, i))
            .Where(l => (l.line.Action.Index ?? defaultIndex) is null)
            .Select(_ => "index is missing")
            .ToList() is { Count: > 0 } problems)
        {
            throw EngineErrors.Validation(problems);
        }

        return [.. lines.Select(line => Execute(line, line.Action.Index ?? defaultIndex!, requireAlias, touched))];
    }

    private BulkItem Execute(BulkLine line, string target, bool requireAlias, ISet<EmbeddedIndex> touched)
    {
        var action = line.Action;
        var name = target;
        try
        {
            var index = catalog.ForWrite(target, action.RequireAlias ?? requireAlias);
            name = index.Name;
            touched.Add(index);
            return action.Kind == "update"
                ? Update(action, index, line.Source)
                : new BulkItem(action.Kind, name, action.Id, index.Write(Operation(action, line.Source)), null);
        }
        catch (EngineException e)
        {
            return new BulkItem(action.Kind, name, action.Id, null, e);
        }
    }

    private WriteOperation Operation(BulkAction action, ReadOnlyMemory<byte> source)
    {
        if (action.Kind == "delete" && action.Id is null)
        {
            throw EngineErrors.Validation("an id must be provided if version type or value are set");
        }

        var kind = action.Kind switch
        {
            "delete" => WriteKind.Delete,
            "create" => WriteKind.Create,
            _ => action.Id is null ? WriteKind.Create : WriteKind.Index,
        };
        return WriteOperations.Create(
            kind,
            action.Id ?? identifiers.Next(),
            source,
            action.IfSequenceNumber,
            action.IfPrimaryTerm,
            action.Version,
            action.VersionType);
    }

    private static BulkItem Update(BulkAction action, EmbeddedIndex index, ReadOnlyMemory<byte> source)
    {
        var id = action.Id ?? throw EngineErrors.Validation("id is missing");
        using var json = JsonInput.Parse(source);
        var body = UpdateBody.Read(json.RootElement);
        var result = index.Update(id, current => WriteOperations.Guard(body.Apply(index, id, current), action.IfSequenceNumber, action.IfPrimaryTerm));
        return new BulkItem("update", index.Name, id, result, null) { Source = action.Source ?? body.Source };
    }
}
