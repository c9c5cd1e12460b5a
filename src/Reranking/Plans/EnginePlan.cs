using System.Buffers;
using System.Numerics.Tensors;
using TwinBert.Model.Encoding;
using TwinBert.Reranking.EngineCrossing;
using TwinBert.Search.Cutting;
using TwinBert.Search.Dialects;
using TwinBert.Search.EngineCrossing;
using TwinBert.Search.Features;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;

namespace TwinBert.Reranking.Plans;

/// <summary>
/// Sends the client's own search with the crossing in it, as a script that the engine runs; its page goes back as it is, without the embeddings.
/// </summary>
/// <param name="search">The client's search, which bears the form.</param>
/// <param name="dialect">The engine's dialect.</param>
/// <param name="options">How the engine crosses.</param>
public sealed class EnginePlan(SearchShape search, SearchDialect dialect, EnginePlanOptions options) : SearchPlan
{
    /// <summary>The plan's name: <c>wrap</c> or <c>rescore</c>.</summary>
    public override string Name => NameOf(options.Form);

    /// <inheritdoc/>
    public override bool NeedsQueryFirst => true;

    /// <inheritdoc/>
    public override bool RefusesPartialAnswers => search.HidesFailures;

    /// <summary>What a plan of a form is called.</summary>
    public static string NameOf(RerankForm form) => form == RerankForm.Wrap ? "wrap" : "rescore";

    /// <inheritdoc/>
    public override OutgoingSearch? Write(QueryEmbedding? query)
    {
        if (!float.IsFinite(TensorPrimitives.Norm(query!.Value.Values.Span)))
        {
            return null;
        }

        var script = options.Script.Write(query.Value, options.ModelWeight);
        var crossed = options.Form == RerankForm.Wrap
            ? CrossedSearchWriter.Wrap(search, script, dialect)
            : CrossedSearchWriter.Rescore(search, script, options.Window, dialect);
        return new(crossed.QueryString, crossed.Body) { HasWholeSources = search.HasWholeSources };
    }

    /// <inheritdoc/>
    public override PlanAnswer? Read(ReadOnlyMemory<byte> answer) =>
        answer.IsEmpty ? null
        : search.HasOtherForm ? new EnginePage(answer, null, false)
        : SearchError.StatusOf(answer.Span) is null ? new EnginePage(answer, options.Cutter, SearchShards.HaveFailed(answer.Span))
        : null;

    private sealed class EnginePage(ReadOnlyMemory<byte> answer, EmbeddingCutter? cutter, bool isPartial) : PlanAnswer
    {
        public override bool IsPartial => isPartial;

        public override bool HasHits => !EmptyPage.Is(answer.Span);

        public override RerankResult Given => RerankResult.ByEngine;

        public override RerankResult Rank(QueryEmbedding query) => Given;

        public override void WritePage(IBufferWriter<byte> output, RerankResult? result, long addedMilliseconds)
        {
            if (cutter?.TryCut(DocumentReadKind.Search, answer.Span, output) != true)
            {
                output.Write(answer.Span);
            }
        }
    }
}

/// <summary>How the engine crosses.</summary>
public sealed record EnginePlanOptions
{
    /// <summary>Where the crossing stands in the search: <see cref="RerankForm.Wrap"/> or <see cref="RerankForm.Rescore"/>.</summary>
    public required RerankForm Form { get; init; }

    /// <summary>The crossing and the blend.</summary>
    public required EngineScript Script { get; init; }

    /// <summary>β of the blend, 0 to 20.</summary>
    public required double ModelWeight { get; init; }

    /// <summary>How many hits of each shard are rescored, 1 to 10,000.</summary>
    public required int Window { get; init; }

    /// <summary>Cuts the embedding out of the answer; <see langword="null"/> where the client wants to see it.</summary>
    public EmbeddingCutter? Cutter { get; init; }
}
