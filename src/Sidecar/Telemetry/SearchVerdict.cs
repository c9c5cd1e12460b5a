using TwinBert.Protocol;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>
/// The verdict of a request's searches as far as it is known; until one is given, it says that the engine did not answer. Belongs to one request.
/// </summary>
internal sealed class SearchVerdict
{
    private Func<int, RerankVerdict> _of = static _ => SearchEnds.Verdict(RerankReason.EngineError);

    /// <summary>Hears the response's status and the verdict of each search when the response starts; <see langword="null"/> for nobody.</summary>
    public Action<int, IReadOnlyList<RerankVerdict>>? Given { get; set; }

    /// <summary>The verdict for a response.</summary>
    /// <param name="status">The response's status.</param>
    public RerankVerdict Of(int status) => _of(status);

    /// <summary>The search was left to the engine.</summary>
    public void Skip(RerankReason reason) => Give(SearchEnds.Verdict(reason));

    /// <summary>Any other verdict.</summary>
    public void Give(RerankVerdict verdict) => _of = _ => verdict;

    /// <summary>Any other verdict, which depends on the response's status.</summary>
    public void Give(Func<int, RerankVerdict> verdict) => _of = verdict;
}
