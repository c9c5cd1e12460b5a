using TwinBert.Evaluation.Beir;
using TwinBert.Evaluation.Lexical;

namespace TwinBert.Evaluation.Runs;

/// <summary>The documents that are ranked for one query, in the engine's order.</summary>
/// <param name="Query">The query.</param>
/// <param name="Judged">All of its judged documents.</param>
/// <param name="Top">The engine's best documents of the whole corpus.</param>
internal sealed record QueryCandidates(BeirQuery Query, IReadOnlyList<LexicalHit> Judged, IReadOnlyList<LexicalHit> Top);
