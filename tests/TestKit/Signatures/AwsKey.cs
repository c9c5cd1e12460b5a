namespace TwinBert.TestKit.Signatures;

/// <summary>Credentials of AWS's own examples, and what a signature is for.</summary>
/// <param name="Id">The access key's name.</param>
/// <param name="Secret">The key.</param>
/// <param name="Region">The region.</param>
/// <param name="Service">The service.</param>
public sealed record AwsKey(string Id, string Secret, string Region, string Service)
{
    /// <summary>That of the signature's test suite, for a domain of Amazon OpenSearch.</summary>
    public static AwsKey OfDomain { get; } = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1", "es");

    /// <summary>That of the examples in the documentation of the S3 API.</summary>
    public static AwsKey OfDocumentation { get; } = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "s3");
}
