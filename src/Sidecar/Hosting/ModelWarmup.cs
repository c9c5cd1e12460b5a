namespace TwinBert.Sidecar.Hosting;

/// <summary>Runs both towers and every head once before the first request does: the first run of a session allocates and is many times slower than the rest.</summary>
internal static class ModelWarmup
{
    private const string Text = "warm-up";

    public static async Task RunAsync(SidecarModel model, CancellationToken cancellationToken)
    {
        try
        {
            var query = await model.QueryEncoder.EncodeAsync(Text, cancellationToken);
            var documents = await model.DocumentEncoder.EncodeAsync([Text], cancellationToken);
            var similarities = new float[1];
            foreach (var layer in model.OtherCrossings.Select(crossing => crossing.Layer).Prepend(model.Crossing))
            {
                layer.Cross(query, [.. documents], similarities);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SidecarStartException($"The model {model.Fingerprint} does not work: {e.Message} Check it with 'twinbert model verify'.", e);
        }
    }
}
