using FsCheck.Xunit;
using TwinBert.Model.Crossing;
using TwinBert.Model.Encoding;

namespace TwinBert.Model.Tests.Crossing;

/// <summary>What holds for every vector.</summary>
public sealed class CosineCrossingProperties
{
    [Property(MaxTest = 500)]
    public bool Cross_AnyNumbers_StaysFiniteAndWithinOne(float[] query, sbyte fill)
    {
        var similarities = new float[1];
        var document = new sbyte[query.Length];
        Array.Fill(document, fill);

        new CosineCrossing(query.Length).Cross(new QueryEmbedding(query), [new DocumentEmbedding(document)], similarities);

        return similarities[0] is >= -1 and <= 1;
    }
}
