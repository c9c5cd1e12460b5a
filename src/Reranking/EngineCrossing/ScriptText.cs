using TwinBert.Search.Embeddings;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>The source of scripts.</summary>
internal static class ScriptText
{
    /// <summary>
    /// The whole script: neutral documents first, then the similarity, then the factor. Whatever an index holds in place of a vector, where it was mapped by a
    /// guess or for another model, is neutral, too: a script that throws would cost the search the hits of that index.
    /// </summary>
    public static string Whole(ScriptedCrossing crossing, EmbeddingField field)
    {
        var (vector, model) = (Literal(field.VectorPath), Literal(field.ModelPath));
        return $"try {{ if (!doc.containsKey({model}) || !doc.containsKey({vector}) || doc[{model}].size() == 0 || doc[{vector}].size() == 0"
            + $" || doc[{model}].value != params.model) return 1.0; "
            + crossing.Statements(vector)
            + " if (Double.isNaN(s)) s = 0; return Math.exp(params.weight * (Math.max(-1.0, Math.min(1.0, s)) - params.typical));"
            + " } catch (Exception e) { return 1.0; }";
    }

    private static string Literal(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
