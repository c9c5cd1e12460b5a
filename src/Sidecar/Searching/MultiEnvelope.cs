using System.Buffers;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Bodies;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// Several searches in one request: one that is left to the engine stays as the client wrote it, all go to the engine as the one request that they were, and
/// what fails, fails for one search. Where what was sent in place of some has no use, those are asked again, once, together.
/// </summary>
/// <param name="request">The client's request.</param>
/// <param name="searches">Each of its searches.</param>
/// <param name="own">Each search's body where the client's own is sent; <see langword="null"/> for the client's to the byte.</param>
internal sealed class MultiEnvelope(MultiSearchRequest request, IReadOnlyList<SearchAttempt> searches, IReadOnlyList<ReadOnlyMemory<byte>?> own)
    : SearchEnvelope(searches)
{
    private MultiSearchResponse? _response;

    public override OutgoingSearch Write()
    {
        var lines = new ArrayBufferWriter<byte>();
        request.Write(lines, [.. Searches.Zip(own, (search, line) => search.Outgoing is { } outgoing ? search.Search!.Send(outgoing).Body : line)]);
        return new(null, lines.WrittenMemory);
    }

    public override OutgoingSearch? WriteOwn(IEnumerable<int> places)
    {
        var lines = new ArrayBufferWriter<byte>();
        request.Write(lines, own, places);
        return new(null, lines.WrittenMemory);
    }

    public override IReadOnlyList<ReadOnlyMemory<byte>>? Split(EngineAnswer answer) => (_response = Read(answer, Searches.Count))?.Items;

    public override IReadOnlyList<ReadOnlyMemory<byte>>? SplitOwn(EngineAnswer answer, int count) => Read(answer, count)?.Items;

    public override int? ErrorStatus(EngineAnswer answer, ReadOnlyMemory<byte> item) => SearchError.StatusOf(item.Span);

    public override PooledBody Join(SearchPages pages, BodyBuffers buffers)
    {
        var output = buffers.Rent();
        _response!.Write(output.Stream, [.. Enumerable.Range(0, Searches.Count).Select(pages.Find)]);
        return output;
    }

    public override RerankVerdict Sum(IReadOnlyList<RerankVerdict> verdicts) => SeveralVerdicts.Sum(verdicts);

    private static MultiSearchResponse? Read(EngineAnswer answer, int count) =>
        answer.Body is { } body && MultiSearchResponse.TryRead(body.Bytes, out var response) && response.Items.Count == count ? response : null;
}
