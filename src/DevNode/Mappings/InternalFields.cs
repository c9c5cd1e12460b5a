namespace TwinBert.DevNode.Mappings;

/// <summary>The node's own fields in the Lucene index.</summary>
internal static class InternalFields
{
    public const string Id = "_id";

    public const string SequenceNumber = "_seq_no";

    /// <summary>The paths that a document has values for.</summary>
    public const string Names = "_field_names";
}
