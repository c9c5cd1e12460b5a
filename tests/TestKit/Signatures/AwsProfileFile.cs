namespace TwinBert.TestKit.Signatures;

/// <summary>A file of AWS's with credentials, which the process's environment names.</summary>
public sealed class AwsProfileFile
{
    private static readonly Lazy<AwsProfileFile> One = new(() => new());

    private AwsProfileFile()
    {
        // Read by every program of AWS's kind, so that it has to be a file, and one for the process.
        var file = Path.Combine(Directory.CreateTempSubdirectory("twinbert-aws-").FullName, "credentials");
        var keys = new[] { (Name: "domain", Key: AwsKey.OfDomain), (Name: "documented", Key: AwsKey.OfDocumentation) };
        File.WriteAllLines(
            file,
            [
                .. keys.SelectMany(one => new[] { $"[{one.Name}]", $"aws_access_key_id = {one.Key.Id}", $"aws_secret_access_key = {one.Key.Secret}" }),
                "[role]", "role_arn = arn:aws:iam::123456789012:role/shop", "source_profile = domain", $"region = {AwsKey.OfDomain.Region}",
            ]);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", file);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", file + ".none");
    }

    /// <summary>The profile with <see cref="AwsKey.OfDomain"/>.</summary>
    public static string Domain => One.Value is not null ? "domain" : "";

    /// <summary>The profile of a role that <see cref="AwsKey.OfDomain"/> may take on.</summary>
    public static string OfRole => One.Value is not null ? "role" : "";

    /// <summary>The profile with <see cref="AwsKey.OfDocumentation"/>.</summary>
    public static string Documented => One.Value is not null ? "documented" : "";
}
