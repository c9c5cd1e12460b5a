using Elastic.Clients.Elasticsearch;
using Elastic.Transport.Products.Elasticsearch;
using TwinBert.Client.Elasticsearch;
using TwinBert.Protocol;

namespace TwinBert.Shop;

/// <summary>Indexes the products, searches them in several ways and prints each answer with its verdict.</summary>
/// <param name="client">A client whose URL is a sidecar's, and whose settings had <c>UseTwinBert()</c>.</param>
/// <param name="index">The index; made anew, and deleted at the end.</param>
/// <param name="output">Receives what the searches found.</param>
internal sealed class ProductSearch(ElasticsearchClient client, string index, TextWriter output)
{
    private const string Words = "warm jacket for winter";

    /// <summary>Runs everything.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>Whether every call succeeded.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await IndexAsync(cancellationToken)
                && await ShowAsync("as configured", await SearchAsync(new RerankHints(), cancellationToken))
                && await ShowAsync("the engine's own order", await SearchAsync(RerankHints.Disabled, cancellationToken))
                && await ShowAsync("only the best three reranked", await SearchAsync(new RerankHints { Window = 3 }, cancellationToken))
                && await ShowAsync("by another text", await SearchAsync(new RerankHints { QueryText = "coat for a dog" }, cancellationToken))
                && await ShowAsync("cheapest first", await CheapestAsync(cancellationToken));
        }
        finally
        {
            await client.Indices.DeleteAsync(
                new Elastic.Clients.Elasticsearch.IndexManagement.DeleteIndexRequest(index) { IgnoreUnavailable = true },
                CancellationToken.None);
        }
    }

    private async Task<bool> IndexAsync(CancellationToken cancellationToken)
    {
        await client.Indices.DeleteAsync(
            new Elastic.Clients.Elasticsearch.IndexManagement.DeleteIndexRequest(index) { IgnoreUnavailable = true },
            cancellationToken);
        var created = await client.Indices.CreateAsync<Product>(
            index,
            create => create.Mappings(mapping => mapping.Properties(fields => fields
                .Keyword(product => product.Sku)
                .Text(product => product.Title)
                .Text(product => product.Description)
                .Keyword(product => product.Department)
                .DoubleNumber(product => product.Price))),
            cancellationToken);
        if (!await SucceededAsync(created))
        {
            return false;
        }

        var written = await client.BulkAsync(
            bulk => bulk.Index(index).Refresh(Refresh.True).IndexMany(Product.All, (operation, product) => operation.Id(product.Sku)),
            cancellationToken);
        await output.WriteLineAsync($"{written.Items.Count} products indexed");
        return await SucceededAsync(written);
    }

    private Task<SearchResponse<Product>> SearchAsync(RerankHints hints, CancellationToken cancellationToken) => client.SearchAsync<Product>(
        search => search
            .Indices(index)
            .Query(query => query.MultiMatch(match => match.Query(Words).Fields(new[] { "title^2", "description" })))
            .Size(4)
            .Rerank(hints),
        cancellationToken);

    private Task<SearchResponse<Product>> CheapestAsync(CancellationToken cancellationToken) => client.SearchAsync<Product>(
        search => search
            .Indices(index)
            .Query(query => query.Match(match => match.Field(product => product.Description).Query(Words)))
            .Sort(sort => sort.Field(product => product.Price, SortOrder.Asc))
            .Size(4),
        cancellationToken);

    private async Task<bool> ShowAsync(string title, SearchResponse<Product> response)
    {
        await output.WriteLineAsync($"\n\"{Words}\", {title}: {response.GetRerankVerdict()?.ToString() ?? "no verdict (is the URL the sidecar's?)"}");
        foreach (var hit in response.Hits)
        {
            await output.WriteLineAsync(FormattableString.Invariant($"  {hit.Score,8:0.000}  {hit.Source?.Title} ({hit.Source?.Price:0.00})"));
        }

        return await SucceededAsync(response);
    }

    private async Task<bool> SucceededAsync(ElasticsearchResponse response)
    {
        if (!response.IsValidResponse)
        {
            await output.WriteLineAsync(response.DebugInformation);
        }

        return response.IsValidResponse;
    }
}
