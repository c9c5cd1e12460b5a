using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using TwinBert.Configuration;

namespace TwinBert.Signing;

/// <summary>
/// Where the credentials to sign with come from: the profile that is named, or else the first of AWS's own chain (environment, web identity, shared files,
/// container, machine) that has any. Temporary ones are renewed before they expire. Thread-safe.
/// </summary>
/// <param name="options">Which.</param>
public sealed class AwsCredentialSource(AwsOptions options) : IDisposable
{
    private readonly DefaultAWSCredentialsIdentityResolver _chain = new();
    private readonly CredentialProfileStoreChain _profiles = new();

    /// <summary>Finds them.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="AwsSigningException">There are none.</exception>
    public async Task<AWSCredentials> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.Profile is not { } profile)
            {
                return await _chain.ResolveIdentityAsync(clientConfig: null, cancellationToken).ConfigureAwait(false);
            }

            return _profiles.TryGetAWSCredentials(profile, out var credentials)
                ? credentials
                : throw new AwsSigningException(
                    $"There is no profile '{profile}' with credentials in AWS's shared files. Correct Upstream:Aws:Profile, or AWS_SHARED_CREDENTIALS_FILE.");
        }
        catch (AmazonClientException e)
        {
            throw new AwsSigningException(
                $"There are no AWS credentials to sign requests with ({e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')}). Set AWS_ACCESS_KEY_ID and "
                    + "AWS_SECRET_ACCESS_KEY, name a profile in Upstream:Aws:Profile, or give the pod, task or machine a role.",
                e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _chain.Dispose();
}
