using Lucene.Net.Index;
using TwinBert.DevNode.Analysis;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Queries;

/// <summary>What a query is compiled against: one index's mapping and statistics, and the search's own time.</summary>
internal sealed record QueryContext(string IndexName, IndexMapping Mapping, BuiltInAnalyzers Analyzers, DateTimeOffset Now, IndexReader Reader);
