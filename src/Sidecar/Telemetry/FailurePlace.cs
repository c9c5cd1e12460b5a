using TwinBert.Sidecar.Searching;

namespace TwinBert.Sidecar.Telemetry;

/// <summary>Where a search's reranking came to nothing.</summary>
/// <param name="Stage">The step: <c>encode</c>, <c>search</c>, <c>read</c>, <c>cross</c> or <c>budget</c>.</param>
/// <param name="Party">Whose part it is: <c>model</c>, <c>engine</c> or <c>sidecar</c>.</param>
internal readonly record struct FailurePlace(string Stage, string Party)
{
    /// <summary>The place that a reason names; <see langword="null"/> for one that is no failure.</summary>
    public static FailurePlace? Of(string? reason) => reason switch
    {
        SearchReason.Encoder or SearchReason.EncoderOpen => new("encode", "model"),
        SearchReason.VectorsOpen or SearchReason.MappingMismatch => new("search", "engine"),
        SearchReason.Overloaded => new("encode", "sidecar"),
        SearchReason.BuffersFull => new("read", "sidecar"),
        SearchReason.Crossing => new("cross", "model"),
        SearchReason.Deadline => new("budget", "sidecar"),
        SearchReason.WideningRefused => new("search", "engine"),
        SearchReason.ResponseTooLarge => new("read", "sidecar"),
        SearchReason.ResponseUnreadable => new("read", "engine"),
        SearchReason.EngineUnknown or SearchReason.FieldsUnknown or SearchReason.EngineError => new("search", "engine"),
        _ => null,
    };
}
