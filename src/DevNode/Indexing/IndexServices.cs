using TwinBert.DevNode.Mappings;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Indexing;

/// <summary>What all indices of a node share.</summary>
internal sealed record IndexServices(BuiltInAnalyzers Analyzers, MappingReader Mappings, DynamicFields DynamicFields, MemoryBudget Budget, TimeProvider Time);
