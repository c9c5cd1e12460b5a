using TwinBert.DevNode.Analysis;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Indexing;

/// <summary>What all indices of a node share.</summary>
internal sealed record IndexServices(BuiltInAnalyzers Analyzers, MappingReader Mappings, DynamicFields DynamicFields, MemoryBudget Budget, TimeProvider Time);
