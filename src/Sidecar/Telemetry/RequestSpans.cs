using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TwinBert.Model.Encoding;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>The spans of one write request.</summary>
/// <param name="Spans">Where they are started.</param>
/// <param name="Client">The headers of the request.</param>
internal readonly record struct RequestSpans(Spans? Spans, IHeaderDictionary Client)
{
    /// <summary>Starts the span of encoding the texts of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="texts">How many there are.</param>
    public Activity? StartEncoding(ModelFingerprint model, int texts) => Spans?.Start(Spans.Encode, Client)?
        .SetTag("twinbert.encode.side", "document").SetTag("twinbert.encode.texts", texts).SetTag("twinbert.model", model.Value);
}
