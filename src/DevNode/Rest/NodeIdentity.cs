namespace TwinBert.DevNode.Rest;

/// <summary>What the node says it is.</summary>
internal sealed record NodeIdentity(string ClusterUuid, string NodeId, Func<string> Address)
{
    /// <summary>The Elasticsearch version whose behaviour the node has.</summary>
    public const string Version = "8.19.8";

    /// <summary>What the node says to whoever asks for its root.</summary>
    public const string Banner = "TwinBert's embedded node: in memory, for demos, tests and evaluation, not for production";

    /// <summary>The node's and the cluster's name.</summary>
    public const string Name = "twinbert-devnode";
}
