using TwinBert.Backfill.Planning;
using TwinBert.Backfill.Resilience;
using TwinBert.Configuration;
using TwinBert.Protocol;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Hosting;

/// <summary>The configured cluster, reached with the operator's own credentials, and known to be an engine.</summary>
internal sealed class Upstream : IDisposable
{
    private Upstream(TransportClusterCalls calls, ClusterIdentity identity, string url) => (Calls, Identity, Url) = (calls, identity, url);

    public TransportClusterCalls Calls { get; }

    public ClusterIdentity Identity { get; }

    public string Url { get; }

    /// <summary>Connects; throws with the reason and the remedy when there is no engine to talk to.</summary>
    public static async Task<Upstream> ConnectAsync(UpstreamOptions options, CancellationToken cancellationToken)
    {
        var calls = OperatorCalls.Open(options);
        try
        {
            return new Upstream(calls, await IdentifyAsync(Patient(calls), options.Url, cancellationToken), options.Url);
        }
        catch
        {
            calls.Dispose();
            throw;
        }
    }

    public void Dispose() => Calls.Dispose();

    // A cluster that has too much to do for the moment is there. One that cannot be reached is said at once.
    private static RetryingClusterCalls Patient(TransportClusterCalls calls) => new(calls, new(), TimeProvider.System, answer => answer.Status == 429);

    private static async Task<ClusterIdentity> IdentifyAsync(RetryingClusterCalls calls, string url, CancellationToken cancellationToken)
    {
        var (identity, answer) = await ClusterIdentity.AskAsync(calls, cancellationToken);
        if (answer.Status is 401 or 403)
        {
            throw new UnusableInputException(
                $"The cluster at {url} refuses the credentials (HTTP {answer.Status}). Check Upstream:Username and Password, Upstream:ApiKey, or Upstream:Aws "
                    + "and this machine's clock.");
        }

        if (identity is null)
        {
            throw new UnusableInputException(
                answer.Failure ?? $"There is no Elasticsearch or OpenSearch at {url} (HTTP {answer.Status}). Check Upstream:Url or --upstream.");
        }

        // A sidecar hides embeddings from whoever reads through it: everything would look as if it had none.
        var sidecar = await calls.SendAsync(new ClusterCall(HttpMethod.Get, TwinBertHeaders.PathPrefix + "health/live"), cancellationToken);
        return sidecar.IsSuccess
            ? throw new UnusableInputException(
                $"There is a TwinBert sidecar at {url}, and it hides embeddings. Name the cluster behind it with --upstream or Upstream:Url.")
            : identity;
    }

    /// <summary>Finds the indices of a command line; throws with all that is wrong.</summary>
    /// <param name="expressions">What the command line names.</param>
    /// <param name="configured">The indices that there may be.</param>
    /// <param name="needs">What they must be fit for.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async Task<BackfillPlan> PlanAsync(
        IEnumerable<string> expressions, ConfiguredIndices configured, PlanNeeds needs, CancellationToken cancellationToken)
    {
        var plan = await FindAsync(expressions, configured, needs, cancellationToken);
        return plan.Errors.Count == 0 ? plan : throw new UnusableInputException(string.Join(' ', plan.Errors));
    }

    /// <summary>Finds the indices of a command line, and all that speaks against them.</summary>
    /// <param name="expressions">What the command line names.</param>
    /// <param name="configured">The indices that there may be.</param>
    /// <param name="needs">What they must be fit for.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public async ValueTask<BackfillPlan> FindAsync(
        IEnumerable<string> expressions, ConfiguredIndices configured, PlanNeeds needs, CancellationToken cancellationToken) =>
        await new BackfillPlanner(Patient(Calls), Identity.Family, configured.FieldsOf)
        {
            RequiresWrites = needs.Writes,
            RequiresTextFields = needs.TextFields,
            ConfiguredNames = configured.Names,
        }.PlanAsync(expressions, cancellationToken);
}
