using TwinBert.Model.Encoding;

namespace TwinBert.Model.Crossing;

/// <summary>What every crossing layer asks of its arguments.</summary>
internal static class CrossingArguments
{
    /// <summary>Checks all lengths before anything is computed.</summary>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static void Check(int dimensions, QueryEmbedding query, ReadOnlySpan<DocumentEmbedding> documents, ReadOnlySpan<float> similarities)
    {
        if (query.Dimensions != dimensions)
        {
            throw new ArgumentException($"The query has {query.Dimensions} components, the crossing layer takes {dimensions}.", nameof(query));
        }

        if (similarities.Length < documents.Length)
        {
            throw new ArgumentException(
                $"There is room for {similarities.Length} similarities, and there are {documents.Length} documents.",
                nameof(similarities));
        }

        for (var i = 0; i < documents.Length; i++)
        {
            if (documents[i].Dimensions != dimensions)
            {
                throw new ArgumentException(
                    $"Document {i} has {documents[i].Dimensions} components, the crossing layer takes {dimensions}.",
                    nameof(documents));
            }
        }
    }
}
