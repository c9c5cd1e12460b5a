using System.Net;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>One search in a request of its own. Where what was sent in its place has no use, the client's own request goes on.</summary>
/// <param name="search">The search.</param>
internal sealed class SingleEnvelope(SearchAttempt search) : SearchEnvelope([search])
{
    public override OutgoingSearch Write() => search.Search!.Send(search.Outgoing!.Value);

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Split(EngineAnswer answer) =>
        answer.Body is { } body ? [body.Bytes] : answer.Head.StatusCode == HttpStatusCode.OK ? null : [default];

    public override int? ErrorStatus(EngineAnswer answer, ReadOnlyMemory<byte> item) =>
        answer.Head.StatusCode == HttpStatusCode.OK ? null : (int)answer.Head.StatusCode;

    public override PooledBody Join(SearchPages pages, BodyBuffers buffers) => pages.Text;

    public override RerankVerdict Sum(IReadOnlyList<RerankVerdict> verdicts) => verdicts[0];
}
