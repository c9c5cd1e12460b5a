using TwinBert.Protocol;

namespace TwinBert.Client.Elasticsearch;

/// <summary>Hints in the fluent style of the client: <c>s => s.Rerank(h => h.Window(50))</c>. Not thread-safe; used while a request is described.</summary>
public sealed class RerankHintsDescriptor
{
    /// <summary>The hints described so far.</summary>
    internal RerankHints Hints { get; private set; } = new();

    /// <summary>Asks for the engine's own answer.</summary>
    /// <param name="off">Whether to.</param>
    public RerankHintsDescriptor Off(bool off = true) => With(Hints with { Off = off });

    /// <summary>Reranks this many of the engine's best hits instead of the configured number.</summary>
    /// <param name="hits">1 to 10,000.</param>
    public RerankHintsDescriptor Window(int hits) => With(Hints with { Window = hits });

    /// <summary>Reranks by this text instead of the one found in the search: for queries whose text is not what the user typed.</summary>
    /// <param name="text">The text.</param>
    public RerankHintsDescriptor QueryText(string text) => With(Hints with { QueryText = text });

    /// <summary>Reranks in this way instead of the configured one.</summary>
    /// <param name="name"><c>auto</c>, <c>window</c>, <c>rescore</c> or <c>wrap</c>.</param>
    public RerankHintsDescriptor Plan(string name) => With(Hints with { Plan = name });

    /// <summary>Blends with this weight instead of the configured one: to compare weights on live searches.</summary>
    /// <param name="beta">0, which leaves the engine's order, to 20.</param>
    public RerankHintsDescriptor Weight(double beta) => With(Hints with { Weight = beta });

    private RerankHintsDescriptor With(RerankHints hints)
    {
        Hints = hints;
        return this;
    }
}
