using TwinBert.Model.Encoding;

namespace TwinBert.Reranking.Plans;

/// <summary>
/// One way from a client's search to its page: what is sent to the engine in its place, and what is made of the answer. Knows no HTTP. Immutable;
/// belongs to one
/// search.
/// </summary>
public abstract class SearchPlan
{
    /// <summary>The plan's name in verdicts and settings, such as <c>window</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether the search cannot be written without the query's embedding. Where it can, the query is encoded while the engine searches, and the page is made
    /// with it.
    /// </summary>
    public abstract bool NeedsQueryFirst { get; }

    /// <summary>Whether the engine answers with an error where it would have given the client's own search a partial answer.</summary>
    public virtual bool RefusesPartialAnswers => false;

    /// <summary>Writes the search that is sent.</summary>
    /// <param name="query">The query's embedding; <see langword="null"/> only where the plan does not need it first.</param>
    /// <returns>The search; <see langword="null"/> where the embedding gives no numbers to search with.</returns>
    public abstract OutgoingSearch? Write(QueryEmbedding? query);

    /// <summary>Reads the engine's answer to it.</summary>
    /// <param name="answer">The body: not to be changed as long as the result is in use.</param>
    /// <returns>The answer; <see langword="null"/> for an error, and for anything that no engine would answer.</returns>
    public abstract PlanAnswer? Read(ReadOnlyMemory<byte> answer);
}
