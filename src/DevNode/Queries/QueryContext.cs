using Lucene.Net.Index;
using TwinBert.DevNode.Mappings;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Queries;

/// <summary>What a query is compiled against: one index's mapping and statistics, and the search's own time.</summary>
internal sealed record QueryContext(string IndexName, IndexMapping Mapping, BuiltInAnalyzers Analyzers, DateTimeOffset Now, IndexReader Reader);
