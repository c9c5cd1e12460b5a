namespace TwinBert.Sidecar.Hosting;

/// <summary>
/// Runs both towers, and a search with every head, before the first request does: the first run of a session allocates and is many times slower than the rest.
/// </summary>
internal static class ModelWarmup
{
    private const string Text = "warm-up";

    public static async Task RunAsync(SidecarModel model, SearchRehearsal rehearsal, CancellationToken cancellationToken)
    {
        try
        {
            var query = await model.QueryEncoder.EncodeAsync(Text, cancellationToken);
            var documents = await model.DocumentEncoder.EncodeAsync([Text], cancellationToken);
            rehearsal.Run(query, documents[0]);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SidecarStartException($"The model {model.Fingerprint} does not work: {e.Message} Check it with 'twinbert model verify'.", e);
        }
    }
}
