using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using TwinBert.Backfill.Checkpoints;
using TwinBert.Backfill.Outcomes;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Jobs;

/// <summary>A document that could not get an embedding, as the cluster lists it.</summary>
/// <param name="Index">Its concrete index.</param>
/// <param name="Id">Its id.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
/// <param name="Reason">Why, in one line.</param>
internal sealed record LostEntry(string Index, string Id, string? Routing, string Reason)
{
    /// <summary>What the kind of such a document is called.</summary>
    public const string LostKind = "lost";

    /// <summary>What kind of document it is.</summary>
    public string Kind { get; init; } = LostKind;

    /// <summary>The <see cref="EmbeddingField.Mark"/> of the embedding object that it should have got.</summary>
    public string? Embedding { get; init; }

    /// <summary>What its document is called: one for each lost document, however often it is met.</summary>
    [JsonIgnore]
    public string Name => "lost-" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Index}\n{Routing}\n{Id}{(Embedding is null ? "" : "\n" + Embedding)}")))[..32];

    /// <summary>Lists a lost document.</summary>
    public static LostEntry Of(LostDocument lost, string embedding) =>
        new(lost.Document.Index, lost.Document.Id, lost.Document.Routing, lost.Reason) { Embedding = new EmbeddingField(embedding).Mark };

    /// <summary>Lists what another list has.</summary>
    public static LostEntry Of(DeadLetter letter) =>
        new(letter.Index, letter.Id, letter.Routing, letter.Reason) { Embedding = new EmbeddingField(letter.Embedding).Mark };
}
