using TwinBert.Configuration;
using TwinBert.Model.Crossing;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Hosting;
using TwinBert.TestKit.Encoders;

namespace TwinBert.SidecarKit;

/// <summary>A sidecar as an application meets it, whose model hashes words instead of having weights.</summary>
public static class HashingSidecar
{
    /// <summary>The settings of one in front of an engine, on a free port.</summary>
    /// <param name="engine">The engine's address.</param>
    /// <param name="indices">Settings by index name or pattern; empty for a sidecar that only passes on.</param>
    /// <param name="typicalSimilarity">What a hit without an embedding is given.</param>
    /// <param name="dimensions">The length of the vectors.</param>
    public static SidecarSettings Settings(Uri engine, Dictionary<string, IndexOptions> indices, float typicalSimilarity = 0f, int dimensions = 16) => new()
    {
        Options = new TwinBertOptions
        {
            Listen = "http://127.0.0.1:0",
            Upstream = new() { Url = engine.GetLeftPart(UriPartial.Authority) },
            Indices = indices,
            DrainTimeout = TimeSpan.FromSeconds(1),

            // Machines that test are busy, and how long own work may take is not what these tests are about.
            Limits = new() { RerankTimeout = TimeSpan.FromMinutes(1) },
        },
        Model = Model(new HashEncoder(dimensions), typicalSimilarity),
    };

    /// <summary>A model of which an encoder is both towers, and the cosine the head.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="typicalSimilarity">What a hit without an embedding is given.</param>
    public static ServedModel Model(HashEncoder encoder, float typicalSimilarity = 0f) => new()
    {
        Queries = encoder,
        Documents = encoder,
        Heads = [new(new CosineCrossing(encoder.Dimensions), typicalSimilarity)],
        Weights = new(1, 1),
        Fingerprint = encoder.Fingerprint,
        QueryFingerprint = HashEncoder.TestQueryFingerprint,
    };
}
