using TwinBert.IngestPipeline;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Ingest;

/// <summary>What a JSON object in a write is to the stored document.</summary>
internal enum SiteRole
{
    /// <summary>The whole document. Without an embedding it has none.</summary>
    Document,

    /// <summary>What an update makes of all of the text. Where it gets no embedding, the stored one is taken away: it belongs to another text.</summary>
    NewText,

    /// <summary>What an update makes of some of the text. Where the rest cannot be read, the stored embedding is taken away.</summary>
    PartOfText,

    /// <summary>The same of a <c>doc</c> that becomes the document where there is none, so that it is all of the text then.</summary>
    PartOrDocument,

    /// <summary>The document of an <c>upsert</c>, beside a <c>doc</c> or a script that is counted instead.</summary>
    Alternative,
}

/// <summary>A JSON object in a batch that an embedding object goes into, or comes out of.</summary>
/// <param name="Item">The document or update that it belongs to.</param>
/// <param name="Index">How documents of its index are embedded: with the model in use, or with the other one of its entry.</param>
/// <param name="Role">What the object is to the stored document.</param>
/// <param name="Source">Where it is in the batch.</param>
/// <param name="Point">Where in it the embedding object goes.</param>
internal sealed record EmbeddingSite(WriteItem Item, ServedIndex Index, SiteRole Role, Range Source, SplicePoint Point)
{
    /// <summary>Whether it is for the model that searches are ranked by. There is one such for each object that a document has.</summary>
    public bool IsServing => ReferenceEquals(Index, Item.Index);

    /// <summary>Whether a stored document may be behind it, whose embedding no longer fits.</summary>
    public bool IsUpdate => Role is SiteRole.NewText or SiteRole.PartOfText or SiteRole.PartOrDocument;

    /// <summary>Whether it holds only some of the text, as far as can be seen from it alone.</summary>
    public bool IsPart => Role is SiteRole.PartOfText or SiteRole.PartOrDocument;

    /// <summary>Whether the text of the document depends on what is stored.</summary>
    public bool ReadsStored => IsPart || (Role == SiteRole.NewText && Index.Texts.HasSpellings);
}
