namespace TwinBert.Configuration;

/// <summary>
/// How requests to Amazon OpenSearch are signed (Signature Version 4). The credentials come from where AWS's own programs look for them: the environment, a
/// profile, the role of the container or the machine.
/// </summary>
public sealed record AwsOptions
{
    /// <summary>The region of the domain or collection, such as <c>eu-central-1</c>.</summary>
    /// <value><see langword="null"/>: nothing is signed</value>
    public string? Region { get; init; }

    /// <summary>What is signed for: <c>es</c>, a domain of Amazon OpenSearch Service; <c>aoss</c>, a collection of OpenSearch Serverless.</summary>
    /// <value><c>es</c></value>
    public string Service { get; init; } = "es";

    /// <summary>The profile in AWS's shared files whose credentials are used.</summary>
    /// <value><see langword="null"/>: the first credentials that are found</value>
    public string? Profile { get; init; }
}
