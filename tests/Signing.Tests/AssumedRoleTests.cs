using System.Net;
using System.Net.Sockets;
using System.Text;
using TwinBert.Configuration;
using TwinBert.TestKit.Signatures;
using Xunit;

namespace TwinBert.Signing.Tests;

/// <summary>A profile that names a role, whose credentials a service of AWS's gives.</summary>
public sealed class AssumedRoleTests
{
    [Fact]
    public async Task Find_ProfileOfARole_AsksForItsCredentials()
    {
        using var service = new HttpListener();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        service.Prefixes.Add(url);
        service.Start();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", url);
        using var source = new AwsCredentialSource(new AwsOptions { Region = "eu-central-1", Profile = AwsProfileFile.OfRole });
        var answering = AnswerAsync(service);

        var credentials = await (await source.FindAsync(TestContext.Current.CancellationToken)).GetCredentialsAsync();

        Assert.Contains("Action=AssumeRole", await answering, StringComparison.Ordinal);
        Assert.Equal(("ASIAROLE", "secret", "session"), (credentials.AccessKey, credentials.SecretKey, credentials.Token));
    }

    private static async Task<string> AnswerAsync(HttpListener service)
    {
        var context = await service.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var question = await reader.ReadToEndAsync();
        context.Response.ContentType = "text/xml";
        context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(
            """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><Arn>a</Arn><AssumedRoleId>b</AssumedRoleId>
            </AssumedRoleUser><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
            <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """));
        context.Response.Close();
        return question;
    }
}
