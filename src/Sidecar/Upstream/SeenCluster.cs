using TwinBert.Search.Dialects;

namespace TwinBert.Sidecar.Upstream;

/// <summary>What the answers that pass show of the cluster, whoever asked for them. Thread-safe.</summary>
internal sealed class SeenCluster
{
    private const string ProductHeader = "X-Elastic-Product";
    private volatile object? _isReachable;
    private volatile bool _isElasticsearch;

    /// <summary>Whether the cluster answered the last request; <see langword="null"/> before the first.</summary>
    public bool? IsReachable => (bool?)_isReachable;

    /// <summary>The family of engines that answers told; <see langword="null"/> before one did. Only Elasticsearch tells, and not where it
    /// refuses the caller.</summary>
    public EngineFamily? Family => _isElasticsearch ? EngineFamily.Elasticsearch : null;

    /// <summary>Notes an answer.</summary>
    public void Answered(HttpResponseMessage answer)
    {
        _isReachable = true;
        if (answer.Headers.NonValidated.Contains(ProductHeader))
        {
            _isElasticsearch = true;
        }
    }

    /// <summary>Notes that none came.</summary>
    public void NotAnswered() => _isReachable = false;
}
