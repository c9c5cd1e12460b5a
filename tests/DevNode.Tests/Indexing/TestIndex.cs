using System.Text;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Mappings;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Tests.Indexing;

/// <summary>Indices without a node around them.</summary>
internal static class TestIndex
{
    public static EmbeddedIndex Create(TimeProvider? time = null, long maxBytes = 1 << 20)
    {
        var analyzers = new BuiltInAnalyzers();
        var types = new FieldTypes(analyzers);
        return new EmbeddedIndex(
            "shop",
            "uuid",
            IndexSettings.Default,
            new IndexServices(analyzers, new MappingReader(types), new DynamicFields(types), new MemoryBudget(maxBytes), time ?? TimeProvider.System));
    }

    public static WriteResult Put(this EmbeddedIndex index, string id, string source) =>
        index.Write(new WriteOperation(WriteKind.Index, id, Encoding.UTF8.GetBytes(source)));

    /// <summary>The number of documents that a search sees now.</summary>
    public static int Visible(this EmbeddedIndex index)
    {
        using var snapshot = index.Acquire();
        return snapshot.Count;
    }
}
