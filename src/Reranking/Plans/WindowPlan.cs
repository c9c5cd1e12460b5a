using System.Buffers;
using TwinBert.Model.Encoding;
using TwinBert.Search.Dialects;
using TwinBert.Search.Reading;
using TwinBert.Search.Responses;
using TwinBert.Search.Rewriting;

namespace TwinBert.Reranking.Plans;

/// <summary>
/// Asks the engine for the whole rerank window with its vectors, crosses the query with them here, and writes the client's page by moving raw spans of the
/// answer.
/// </summary>
public sealed class WindowPlan : SearchPlan
{
    /// <summary>The plan's name.</summary>
    public const string PlanName = "window";

    private readonly SearchRequest _request;
    private readonly WidenedSearch _widened;
    private readonly WindowPlanOptions _options;

    /// <summary>Plans a search.</summary>
    /// <param name="request">The client's search.</param>
    /// <param name="dialect">The engine's dialect.</param>
    /// <param name="options">How the window is ranked.</param>
    public WindowPlan(SearchRequest request, SearchDialect dialect, WindowPlanOptions options)
    {
        _request = request;
        _options = options;
        _widened = SearchRequestRewriter.Widen(request, dialect);
    }

    /// <inheritdoc/>
    public override string Name => PlanName;

    /// <inheritdoc/>
    public override bool NeedsQueryFirst => false;

    /// <inheritdoc/>
    public override OutgoingSearch? Write(QueryEmbedding? query) => new(_widened.QueryString, _widened.Body);

    /// <inheritdoc/>
    public override PlanAnswer? Read(ReadOnlyMemory<byte> answer)
    {
        var options = new ResponseReadOptions { Dimensions = _options.Reranker.Dimensions, ShowEmbedding = _options.ShowsEmbedding };
        return SearchResponse.TryRead(answer, _widened, options, out var response) ? new Window(this, response) : null;
    }

    private sealed class Window(WindowPlan plan, SearchResponse response) : PlanAnswer
    {
        public override bool HasHits => response.Hits.Count > 0;

        public override RerankResult Rank(QueryEmbedding query) => plan._options.Reranker.Rerank(new()
        {
            Query = query,
            Hits = response.Hits,
            Window = plan._request.Window,
            ModelWeight = plan._options.ModelWeight,
            Scores = plan._options.Scores,
        });

        public override void WritePage(IBufferWriter<byte> output, RerankResult? result, long addedMilliseconds)
        {
            var page = new SearchPage(plan._request.From, plan._request.Size);
            if (result?.Order is { } order)
            {
                SearchResponseWriter.WritePage(output, response, page, order, addedMilliseconds);
            }
            else
            {
                SearchResponseWriter.WriteEnginePage(output, response, page, addedMilliseconds);
            }
        }
    }
}
