using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Requests;
using Elastic.Transport;
using TwinBert.Protocol;

namespace TwinBert.Client.Elasticsearch;

/// <summary>Prepares the settings of a client for a sidecar.</summary>
public static class TwinBertSettingsExtensions
{
    /// <summary>
    /// Keeps the verdict of each search, so that <see cref="TwinBertResponseExtensions.GetRerankVerdict(TransportResponse)"/> finds it, and sets the hints of
    /// requests that have none of their own: those of the <see cref="RerankScope"/> in force, or else the options'. The client's URL has
    /// to be the sidecar's; everything else stays as it is, and against a cluster without a sidecar the client works as before.
    /// </summary>
    /// <typeparam name="T">
    /// The settings' type: <c>ElasticsearchClientSettings</c>, or the transport's own. A transport by itself leaves verdicts in the scope, but has no place at
    /// which a scope's hints could be put on a request: there, give them with <see cref="RerankRequestExtensions.Rerank(IRequestConfiguration, RerankHints)"/>.
    /// </typeparam>
    /// <param name="settings">The settings, before the client is made. Call it once; headers that the settings send or read otherwise are kept.</param>
    /// <param name="options">Default hints and who is told of verdicts; <see langword="null"/> for neither.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window asked for is not 1 to 10,000.</exception>
    public static T UseTwinBert<T>(this T settings, TwinBertElasticsearchOptions? options = null)
        where T : TransportConfigurationDescriptorBase<T>
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.ResponseHeadersToParse(new HeadersList(TwinBertHeaders.Verdict));
        if (options?.Hints is { } hints)
        {
            settings.GlobalHeaders(HintHeaders.Of(hints));
        }

        if (settings is ElasticsearchClientSettings client)
        {
            client.OnBeforeRequest(AddHintsOfScope);
        }

        var onVerdict = options?.OnVerdict;
        settings.OnRequestCompleted(call => Observe(call, onVerdict));
        return settings;
    }

    private static void AddHintsOfScope(
        ElasticsearchClient client, Request request, EndpointPath endpoint, ref PostData? body, ref IRequestConfiguration? configuration)
    {
        if (RerankScope.Current is { } scope && !HintHeaders.AreIn(configuration?.Headers))
        {
            configuration = configuration.Rerank(scope.Hints);
        }
    }

    private static void Observe(ApiCallDetails call, Action<RerankObservation>? onVerdict)
    {
        if (call.GetRerankVerdict() is { } verdict)
        {
            RerankScope.Current?.Record(verdict);
            onVerdict?.Invoke(new(verdict, new System.Net.Http.HttpMethod(call.HttpMethod.GetStringValue()), call.Uri, call.HttpStatusCode ?? 0));
        }
    }
}
