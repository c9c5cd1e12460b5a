using System.Buffers;
using TwinBert.Protocol;
using TwinBert.Reranking.Plans;
using TwinBert.Search.MultiSearch;
using TwinBert.Search.Responses;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Telemetry;

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

    /// <summary>
    /// Sums up: reranked if any search was, failed if any failed and none was reranked; hits are counted over all of them. The reason is the one that
    /// they share.
    /// </summary>
    public override RerankVerdict Sum(IReadOnlyList<RerankVerdict> verdicts)
    {
        var reranked = verdicts.Where(item => item.Status == RerankStatus.Reranked).ToArray();
        return reranked.Length > 0
            ? new()
            {
                Status = RerankStatus.Reranked,
                Items = verdicts,
                Plan = string.Join(',', reranked.Select(item => item.Plan).Distinct()),
                Window = Total(reranked, item => item.Window),
                Scored = Total(reranked, item => item.Scored),
                Missing = Total(reranked, item => item.Missing),
                Moved = Total(reranked, item => item.Moved),
                TopChanged = Array.Exists(reranked, item => item.TopChanged is not null) ? Array.Exists(reranked, item => item.TopChanged == true) : null,
                Milliseconds = reranked.Sum(item => item.Milliseconds),
                Model = string.Join(',', reranked.Select(item => item.Model).Distinct()),
            }
            : SumWithoutRerank(verdicts);
    }

    // Where the engine crossed, nothing is counted.
    private static int? Total(RerankVerdict[] verdicts, Func<RerankVerdict, int?> count) =>
        Array.Exists(verdicts, verdict => count(verdict) is not null) ? verdicts.Sum(count) : null;

    private static MultiSearchResponse? Read(EngineAnswer answer, int count) =>
        answer.Body is { } body && MultiSearchResponse.TryRead(body.Bytes, out var response) && response.Items.Count == count ? response : null;

    private static RerankVerdict SumWithoutRerank(IReadOnlyList<RerankVerdict> verdicts)
    {
        var reason = verdicts.All(item => item.Reason == verdicts[0].Reason) ? verdicts[0].Reason!.Value : RerankReason.Several;
        return SearchEnds.Verdict(reason) with
        {
            Status = verdicts.Any(item => item.Status == RerankStatus.Failed) ? RerankStatus.Failed : RerankStatus.Skipped,
            Items = verdicts,
        };
    }
}
