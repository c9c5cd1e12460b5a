namespace TwinBert.Protocol;

/// <summary>The names of every header that TwinBert reads or writes. Header names are compared without regard to case.</summary>
public static class TwinBertHeaders
{
    /// <summary>
    /// In a response: the <see cref="RerankVerdict"/> of a search. In a request: <c>off</c> asks for the engine's own answer.
    /// </summary>
    public const string Verdict = "X-TwinBert";

    /// <summary>In a request: the query text to rerank by, instead of the one found in the search. UTF-8, percent-encoded.</summary>
    public const string Query = "X-TwinBert-Query";

    /// <summary>In a request: how many of the engine's best hits to rerank, 1 to 10,000, instead of the configured window.</summary>
    public const string Window = "X-TwinBert-Window";

    /// <summary>In a request: the way to rerank, <c>auto</c>, <c>window</c>, <c>rescore</c> or <c>wrap</c>, instead of the configured one.</summary>
    public const string Plan = "X-TwinBert-Plan";

    /// <summary>In a request: β of the blend, 0 to 20, instead of the configured one, which is the model package's where none is configured.</summary>
    public const string Weight = "X-TwinBert-Weight";

    /// <summary>In a request: <c>true</c> leaves the embedding object visible in <c>_source</c>.</summary>
    public const string ShowEmbedding = "X-TwinBert-Show-Embedding";

    /// <summary>Request header: <c>true</c> adds to a reranked answer both orders, and why each hit is where it is.</summary>
    public const string Explain = "X-TwinBert-Explain";

    /// <summary>The prefix that all of our request headers share; none of them is sent on to the engine.</summary>
    public const string Prefix = "X-TwinBert";

    /// <summary>The value of <see cref="Verdict"/> in a request that switches reranking off.</summary>
    public const string Off = "off";

    /// <summary>The value of <see cref="Verdict"/> in a request that asks for what is configured, whatever its client's defaults say.</summary>
    public const string On = "on";

    /// <summary>Everything of ours on the wire is under this path.</summary>
    public const string PathPrefix = "/_twinbert/";
}
