using TwinBert.Model.Serving;

namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Runs both towers, and a search with every head, before the first request does: the first run of a session allocates and is many times slower than the rest.
/// </summary>
internal static class ModelWarmup
{
    private const string Text = "warm-up";

    public static async Task RunAsync(IEnumerable<ServedModel> models, SearchRehearsal rehearsal, CancellationToken cancellationToken)
    {
        foreach (var model in models)
        {
            try
            {
                var query = await model.Queries.EncodeAsync(Text, cancellationToken);
                var documents = await model.Documents.EncodeAsync([Text], cancellationToken);
                await rehearsal.RunAsync(model, query, documents[0]);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new SidecarStartException($"The model {model.Fingerprint} does not work: {e.Message} Try it with 'twinbert model bench'.", e);
            }
        }
    }
}
