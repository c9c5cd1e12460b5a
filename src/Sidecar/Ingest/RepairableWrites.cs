namespace TwinBert.Sidecar.Ingest;

/// <summary>Which documents that were written without an embedding can get one afterwards, from somebody with more time or more privileges.</summary>
internal static class RepairableWrites
{
    /// <summary>Whether one of an outcome can.</summary>
    public static bool Contains(WriteOutcome outcome) => outcome is
        WriteOutcome.PartialUpdate or WriteOutcome.RequestTooLarge or WriteOutcome.BuffersFull
        or WriteOutcome.EncoderFailed or WriteOutcome.EncoderTimeout or WriteOutcome.EncoderBusy
        or WriteOutcome.MappingForbidden or WriteOutcome.FieldLimit or WriteOutcome.MappingFailed or WriteOutcome.EngineUnknown
        or WriteOutcome.MediaType or WriteOutcome.ContentEncoding or WriteOutcome.SignedRequest or WriteOutcome.Failed;
}
