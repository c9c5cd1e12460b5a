using System.Net;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Search.RankEvaluation;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The searches that an engine is to judge. It answers with one figure for all of them, so that they are sent with the crossing in each, and the answer is the
/// client's as it is; where any of them failed, the client's own request goes on.
/// </summary>
/// <param name="request">The client's request.</param>
/// <param name="searches">Each of its searches.</param>
internal sealed class RankEvaluationEnvelope(RankEvaluationRequest request, IReadOnlyList<SearchAttempt> searches) : SearchEnvelope(searches)
{
    // What stands for the answer to one search: there is none that could be told from the others'.
    private static readonly ReadOnlyMemory<byte> Judged = "{}"u8.ToArray();

    private EngineAnswer? _answer;
    private bool _isComplete;

    public override OutgoingSearch Write() =>
        new(null, request.Write([.. Searches.Select(search => search.Outgoing is { } outgoing ? outgoing.Body : default(ReadOnlyMemory<byte>?))]));

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Split(EngineAnswer answer)
    {
        (_answer, _isComplete) = (answer, IsComplete(answer));
        return answer.Body is null && answer.Head.StatusCode == HttpStatusCode.OK
            ? null
            : [.. Searches.Select(search => _isComplete || search.Search is null ? Judged : default)];
    }

    public override int? ErrorStatus(EngineAnswer answer, ReadOnlyMemory<byte> item) => _isComplete ? null : (int)HttpStatusCode.BadRequest;

    public override PooledBody Join(SearchPages pages, BodyBuffers buffers)
    {
        var output = buffers.Rent();
        output.Stream.Write(_answer!.Body!.Bytes.Span);
        return output;
    }

    public override RerankVerdict Sum(IReadOnlyList<RerankVerdict> verdicts) => SeveralVerdicts.Sum(verdicts);

    private static bool IsComplete(EngineAnswer answer) =>
        answer.Head.StatusCode == HttpStatusCode.OK && answer.Body is { } body && RankEvaluationAnswer.IsComplete(body.Bytes.Span);
}
