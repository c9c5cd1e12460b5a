using System.Text.Json;
using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Fetching;
using TwinBert.DevNode.Json;

namespace TwinBert.DevNode.Rest;

/// <summary>One document wanted by <c>_mget</c>.</summary>
internal sealed record MultiGetItem(string Index, string Id, SourceFilter? Source);

/// <summary>Reads the body of <c>_mget</c>.</summary>
internal static class MultiGetBody
{
    public static List<MultiGetItem> Read(JsonElement json, string? defaultIndex)
    {
        List<MultiGetItem> items = [];
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "ids":
                    items.AddRange(
                        property.Value.EnumerateArray().Select(id => new MultiGetItem(Require(defaultIndex, items.Count), JsonInput.Text(id), null)));
                    break;
                case "docs":
                    items.AddRange(property.Value.EnumerateArray().Select((doc, i) => ReadItem(doc, defaultIndex, i)));
                    break;
                default:
                    throw EngineErrors.Parsing($"unknown key [{property.Name}] for a START_ARRAY, expected [docs] or [ids]");
            }
        }

        return items.Count == 0 ? throw EngineErrors.Validation("no documents to get") : items;
    }

    private static MultiGetItem ReadItem(JsonElement json, string? defaultIndex, int number)
    {
        string? index = defaultIndex, id = null;
        SourceFilter? source = null;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "_index":
                    index = JsonInput.Text(property.Value);
                    break;
                case "_id":
                    id = JsonInput.Text(property.Value);
                    break;
                case "_source":
                    source = SourceFilter.Read(property.Value);
                    break;
                default:
                    throw EngineErrors.Unsupported($"[{property.Name}] in a document of [_mget]");
            }
        }

        return new(Require(index, number), id ?? throw EngineErrors.Validation($"id is missing for doc {number}"), source);
    }

    private static string Require(string? index, int number) => index ?? throw EngineErrors.Validation($"index is missing for doc {number}");
}
