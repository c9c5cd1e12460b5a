using TwinBert.DevNode.Errors;
using TwinBert.DevNode.Indexing;

namespace TwinBert.DevNode.Documents;

/// <summary>Makes writes out of what a client may say about versions.</summary>
internal static class WriteOperations
{
    private const int MaxIdBytes = 512;

    /// <summary>A write whose source is copied out of the request's buffer.</summary>
    public static WriteOperation Create(
        WriteKind kind, string id, ReadOnlyMemory<byte> source, long? ifSequenceNumber, long? ifPrimaryTerm, long? version, string? versionType)
    {
        var versioning = versionType switch
        {
            null or "internal" => ExternalVersioning.None,
            "external" or "external_gt" => ExternalVersioning.Higher,
            "external_gte" => ExternalVersioning.HigherOrEqual,
            _ => throw EngineErrors.IllegalArgument($"No version type match [{versionType}]"),
        };
        if (versioning == ExternalVersioning.None && version is not null)
        {
            throw EngineErrors.Validation(
                "internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead");
        }

        if (ifSequenceNumber is null != ifPrimaryTerm is null)
        {
            throw EngineErrors.Validation(
                ifSequenceNumber is null
                    ? "ifSeqNo is unassigned, but primary term is [" + ifPrimaryTerm + "]"
                    : "primary term is [0], but ifSeqNo is [" + ifSequenceNumber + "]");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(id) is > MaxIdBytes and var length)
        {
            throw EngineErrors.IllegalArgument($"id [{id}] is too long, must be no longer than {MaxIdBytes} bytes but was: {length}");
        }

        return new WriteOperation(kind, id, source.ToArray())
        {
            IfSequenceNumber = ifSequenceNumber,
            IfPrimaryTerm = ifPrimaryTerm,
            Version = version,
            Versioning = versioning,
        };
    }

    /// <summary>The write with what the client requires of the current version.</summary>
    public static WriteOperation? Guard(WriteOperation? write, long? ifSequenceNumber, long? ifPrimaryTerm) =>
        write is null ? null : write with { IfSequenceNumber = ifSequenceNumber, IfPrimaryTerm = ifPrimaryTerm };
}
