using System.Net.Sockets;
using System.Text;
using Xunit;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A connection on which a test writes and reads the bytes of HTTP itself.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    public static async Task<RawConnection> OpenAsync(Uri url)
    {
        var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        return new(client);
    }

    public Task WriteAsync(string text) => _stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken).AsTask();

    /// <summary>Writes as much as the other side takes.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="isAll">Whether to say that nothing more will come.</param>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, bool isAll)
    {
        try
        {
            await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
            if (isAll)
            {
                _client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The other side refused the rest.
        }
    }

    /// <summary>Ends the connection so that the other side has an error and not an end.</summary>
    public void Reset() => _client.Client.Close(0);

    /// <summary>Reads until the text has come, or the connection ends.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await _stream.ReadAsync(one, TestContext.Current.CancellationToken) > 0)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    /// <summary>Reads to the end of the connection; a reset is an end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // What a broken connection delivered before it broke is what the test looks at.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
