using System.Text.Json;
using TwinBert.Evaluation.Lexical;
using TwinBert.Search.Cluster;
using TwinBert.Search.Scan;

namespace TwinBert.Training.Clicks;

/// <summary>Reads <c>ubi_queries</c> and <c>ubi_events</c> where they are. Credentials may stand in the URL.</summary>
/// <param name="url">The cluster.</param>
internal sealed class InsightsIndices(Uri url)
{
    private static readonly string[] Indices = ["ubi_queries", "ubi_events"];

    /// <summary>Reads all of both, page by page; of the documents only what is needed stays in memory.</summary>
    /// <param name="clickActions">The actions that count as clicks.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <exception cref="EvaluationException">The cluster cannot be reached, or lacks an index.</exception>
    public async Task<IReadOnlyList<Impression>> ReadAsync(IReadOnlySet<string> clickActions, CancellationToken cancellationToken)
    {
        var credentials = Uri.UnescapeDataString(url.UserInfo).Split(':', 2);
        using var calls = new TransportClusterCalls(new TransportOptions(new Uri(url.GetLeftPart(UriPartial.Scheme) + url.Authority))
        {
            Username = credentials is [var user, _] ? user : null,
            Password = credentials is [_, var password] ? password : null,
        });
        var (identity, answer) = await ClusterIdentity.AskAsync(calls, cancellationToken).ConfigureAwait(false);
        if (identity is null)
        {
            throw new EvaluationException(answer.Failure ?? $"There is no OpenSearch or Elasticsearch at {url.Authority} (HTTP {answer.Status}).");
        }

        var insights = new BehaviorInsights(clickActions);
        foreach (var index in Indices)
        {
            await ReadAsync(calls, identity, index, insights, cancellationToken).ConfigureAwait(false);
        }

        return [.. insights.Impressions()];
    }

    private static async Task ReadAsync(
        TransportClusterCalls calls, ClusterIdentity identity, string index, BehaviorInsights insights, CancellationToken cancellationToken)
    {
        var scanner = new IndexScanner(calls, identity);
        foreach (var (name, shard) in await ShardsAsync(calls, index, cancellationToken).ConfigureAwait(false))
        {
            var (last, failure) = await scanner.LastSequenceNumberAsync(name, shard, cancellationToken).ConfigureAwait(false);
            Require(index, failure);
            await foreach (var page in scanner.ScanAsync(new(name, shard, -1, last), cancellationToken).ConfigureAwait(false))
            {
                Require(index, page.Failure);
                foreach (var document in page.Documents.Where(document => !document.Source.IsEmpty))
                {
                    using var json = JsonDocument.Parse(document.Source);
                    insights.TryAdd(json.RootElement);
                }
            }
        }
    }

    private static async Task<IReadOnlyList<(string Name, int Shard)>> ShardsAsync(
        TransportClusterCalls calls, string index, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Get, $"/{index}/_settings?flat_settings=true"), cancellationToken).ConfigureAwait(false);
        Require(index, answer.IsSuccess ? null : EngineError.Describe(answer));
        using var settings = JsonDocument.Parse(answer.Body);
        return [.. settings.RootElement.EnumerateObject().SelectMany(entry => Enumerable.Range(0, int.Parse(
            entry.Value.GetProperty("settings").GetProperty("index.number_of_shards").GetString()!, System.Globalization.CultureInfo.InvariantCulture))
            .Select(shard => (entry.Name, shard)))];
    }

    private static void Require(string index, string? failure)
    {
        if (failure is not null)
        {
            throw new EvaluationException($"'{index}' cannot be read: {failure}");
        }
    }
}
