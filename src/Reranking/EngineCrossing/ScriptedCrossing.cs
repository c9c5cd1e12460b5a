using System.Text.Json;
using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.EngineCrossing;

/// <summary>A crossing layer in the words of an engine's script language. Immutable and thread-safe.</summary>
internal abstract class ScriptedCrossing
{
    /// <summary>
    /// The statements that leave the similarity in the variable <c>s</c>, in any range, for a document that has a vector of the model in use.
    /// </summary>
    /// <param name="vector">The vector's path, as a literal of the language.</param>
    public abstract string Statements(string vector);

    /// <summary>Writes the parameters that the statements take, members of an object.</summary>
    /// <param name="query">The query's embedding.</param>
    /// <param name="writer">Stands within the object.</param>
    public abstract void WriteParameters(QueryEmbedding query, Utf8JsonWriter writer);
}
