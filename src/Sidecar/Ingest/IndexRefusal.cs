using TwinBert.Search.Cluster;
using TwinBert.Search.Embeddings;

namespace TwinBert.Sidecar.Ingest;

/// <summary>Why documents of an index cannot be given embeddings.</summary>
/// <param name="Outcome">The reason that is counted.</param>
/// <param name="Remedy">What happened and what to do, in one or two sentences, for the log.</param>
internal sealed record IndexRefusal(WriteOutcome Outcome, string Remedy)
{
    public static IndexRefusal EngineUnknown { get; } =
        new(WriteOutcome.EngineUnknown, "Which engine answers could not be found out: allow the caller to call GET /, or configure Upstream credentials.");

    public static IndexRefusal Missing { get; } = new(WriteOutcome.IndexMissing, "The index does not exist, and the engine does not create it for this write.");

    public static IndexRefusal Mismatch(string index, EmbeddingMisfit misfit) =>
        new(WriteOutcome.MappingMismatch, $"In its mapping {misfit}. {misfit.Explanation} {misfit.Remedy(index)}");

    /// <summary>What kept the object out of a mapping.</summary>
    public static IndexRefusal Of(MappingRefusal refusal) => refusal.Index is not { } index ? Of(refusal.Answer) : new(
        WriteOutcome.FieldLimit,
        $"The limit of fields of '{index}' could not be raised by those of the embedding, which would be taken from the application's "
            + $"({EngineError.Describe(refusal.Answer)}): let the caller change the settings of the index, or map the field by a backfill as a user who may.");

    /// <summary>The refusal that an engine's answer amounts to.</summary>
    public static IndexRefusal Of(ClusterAnswer answer) => answer.Status switch
    {
        401 or 403 => new(
            WriteOutcome.MappingForbidden,
            $"The caller may not read or change the mapping ({EngineError.Describe(answer)}): allow it, or map the field by a backfill as a user who may."),
        404 => Missing,
        _ => new(WriteOutcome.MappingFailed, $"The mapping could not be read or changed: {EngineError.Describe(answer)}."),
    };
}
