using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Indexing;

/// <summary>Checks what a write requires of the current version.</summary>
internal static class VersionGuard
{
    /// <param name="index">The index, for the error.</param>
    /// <param name="write">The write.</param>
    /// <param name="current">The current version; null if there is no document.</param>
    /// <param name="lastVersion">The last version number, also of a deleted document; 0 if there was none.</param>
    public static void Check(EmbeddedIndex index, WriteOperation write, DocumentVersion? current, long lastVersion)
    {
        if (write.IfSequenceNumber is { } sequenceNumber)
        {
            var required = $"required seqNo [{sequenceNumber}], primary term [{write.IfPrimaryTerm}].";
            if (current is null)
            {
                throw Conflict(index, write.Id, $"{required} but no document was found");
            }

            if (current.SequenceNumber != sequenceNumber || write.IfPrimaryTerm != DocumentVersion.PrimaryTerm)
            {
                throw Conflict(
                    index,
                    write.Id,
                    $"{required} current document has seqNo [{current.SequenceNumber}] and primary term [{DocumentVersion.PrimaryTerm}]");
            }
        }

        if (write.Kind == WriteKind.Create && current is not null)
        {
            throw Conflict(index, write.Id, $"document already exists (current version [{current.Version}])");
        }

        if (write.Versioning == ExternalVersioning.Higher && lastVersion > 0 && lastVersion >= write.Version)
        {
            throw Conflict(index, write.Id, $"current version [{lastVersion}] is higher or equal to the one provided [{write.Version}]");
        }

        if (write.Versioning == ExternalVersioning.HigherOrEqual && lastVersion > write.Version)
        {
            throw Conflict(index, write.Id, $"current version [{lastVersion}] is higher than the one provided [{write.Version}]");
        }
    }

    public static EngineException Conflict(EmbeddedIndex index, string id, string why) =>
        index.Error(409, "version_conflict_engine_exception", $"[{id}]: version conflict, {why}");
}
