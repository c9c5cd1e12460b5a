using System.Text.Json.Serialization;
using TwinBert.Search.Embeddings;

namespace TwinBert.Backfill.Checkpoints;

/// <summary>A document that could not get an embedding.</summary>
/// <param name="Index">Its concrete index.</param>
/// <param name="Id">Its id.</param>
/// <param name="Routing">Its routing; <see langword="null"/> for none.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record DeadLetter(string Index, string Id, string? Routing, string Reason)
{
    /// <summary>The embedding object that it should have got. A file is of one run, which knows it.</summary>
    [JsonIgnore]
    public string Embedding { get; init; } = EmbeddingField.DefaultName;
}
