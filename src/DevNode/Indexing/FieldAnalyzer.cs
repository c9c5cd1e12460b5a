using Lucene.Net.Analysis;
using TwinBert.DevNode.Mappings;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Indexing;

/// <summary>Gives the writer each text field's own analyzer, by the mapping in force.</summary>
internal sealed class FieldAnalyzer(BuiltInAnalyzers analyzers, Func<IndexMapping> mapping) : AnalyzerWrapper(PER_FIELD_REUSE_STRATEGY)
{
    protected override Analyzer GetWrappedAnalyzer(string fieldName) =>
        mapping().Find(fieldName) is TextField text ? text.Analyzer : analyzers.Find("keyword")!;
}
