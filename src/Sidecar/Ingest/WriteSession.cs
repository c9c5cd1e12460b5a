using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Ingest;

/// <summary>What belongs to one write request. Used by one stage at a time.</summary>
/// <param name="Guard">Makes indices ready.</param>
/// <param name="Stored">Completes the text of partial updates.</param>
/// <param name="Time">How long the write may still be held up.</param>
/// <param name="Growth">How much may still be added to it.</param>
/// <param name="TextFields">Finds text fields that its documents do not have.</param>
/// <param name="Log">Where it says what keeps its documents from being embedded.</param>
internal sealed record WriteSession(
    EmbeddingMappingGuard Guard, StoredTexts Stored, OwnTime Time, GrowthBudget Growth, TextFieldChecks TextFields, WriteLog.ForRequest Log);
