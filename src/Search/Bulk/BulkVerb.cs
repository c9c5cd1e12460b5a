namespace TwinBert.Search.Bulk;

/// <summary>What an action of a bulk request does.</summary>
public enum BulkVerb
{
    /// <summary>Writes a document, in the place of an older one too.</summary>
    Index,

    /// <summary>Writes a document where there is none.</summary>
    Create,

    /// <summary>Changes a part of a document.</summary>
    Update,

    /// <summary>Deletes a document. The only one without a source line.</summary>
    Delete,
}
