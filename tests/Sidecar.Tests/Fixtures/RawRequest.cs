using System.Globalization;
using System.Text;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A request that was read off a connection by the letter of HTTP/1.1, with no indulgence.</summary>
/// <param name="Head">From the request line to the empty line.</param>
/// <param name="Body">The body, without chunk framing.</param>
/// <param name="IsComplete">Whether all of it came.</param>
/// <param name="Violation">What is wrong with it; <see langword="null"/> for nothing.</param>
internal sealed record RawRequest(string Head, string Body, bool IsComplete, string? Violation)
{
    private const string TokenSigns = "!#$%&'*+-.^_`|~";

    public string Method => Head.Split(' ')[0];

    public string Target => Head.Split(' ')[1];

    /// <summary>Reads the next request; <see langword="null"/> at the end of the connection.</summary>
    public static async Task<RawRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = await ReadUntilAsync(stream, "\r\n\r\n", cancellationToken);
        if (head.Length == 0)
        {
            return null;
        }

        if (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            return new(head, "", false, null);
        }

        if (ViolationOf(head) is { } violation)
        {
            return new(head, "", false, violation);
        }

        var (body, isComplete) = HeaderOf(head, "Transfer-Encoding") is not null ? await ReadChunksAsync(stream, cancellationToken)
            : await ReadExactlyAsync(stream, int.Parse(HeaderOf(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture), cancellationToken);
        return new(head, body, isComplete, null);
    }

    /// <summary>The value of a header that is there at most once.</summary>
    public static string? HeaderOf(string head, string name) =>
        head.Split("\r\n").Skip(1).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    private static string? ViolationOf(string head)
    {
        var lines = head[..^4].Split("\r\n");
        if (lines[0].Split(' ') is not [_, ['/', ..], "HTTP/1.1"])
        {
            return "request line: " + lines[0];
        }

        if (lines.Any(line => line.AsSpan().IndexOfAny("\r\n\0") >= 0)
            || lines.Skip(1).Any(line => !IsToken(line.Split(':')[0]) || !line.Contains(':', StringComparison.Ordinal)))
        {
            return "header lines: " + head;
        }

        var lengths = Count(lines, "Content-Length");
        var encodings = Count(lines, "Transfer-Encoding");
        return lengths + encodings > 1 || Count(lines, "Host") != 1 ? "framing: " + head
            : encodings == 1 && HeaderOf(head, "Transfer-Encoding") != "chunked" ? "coding: " + head
            : lengths == 1 && HeaderOf(head, "Content-Length")!.Any(sign => !char.IsAsciiDigit(sign)) ? "length: " + head
            : null;
    }

    private static int Count(string[] lines, string name) => lines.Count(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));

    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(sign => char.IsAsciiLetterOrDigit(sign) || TokenSigns.Contains(sign, StringComparison.Ordinal));

    private static async Task<(string Body, bool IsComplete)> ReadChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        var body = new StringBuilder();
        while (true)
        {
            var line = await ReadUntilAsync(stream, "\r\n", cancellationToken);
            if (!line.EndsWith("\r\n", StringComparison.Ordinal)
                || !int.TryParse(line.AsSpan(0, line.Length - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size))
            {
                return (body.ToString(), false);
            }

            var (chunk, isComplete) = await ReadExactlyAsync(stream, size, cancellationToken);
            body.Append(chunk);
            if (!isComplete || await ReadUntilAsync(stream, "\r\n", cancellationToken) != "\r\n")
            {
                return (body.ToString(), false);
            }

            if (size == 0)
            {
                return (body.ToString(), true);
            }
        }
    }

    private static async Task<(string Text, bool IsComplete)> ReadExactlyAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        var read = await stream.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken);
        return (Encoding.Latin1.GetString(bytes, 0, read), read == count);
    }

    private static async Task<string> ReadUntilAsync(Stream stream, string end, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!(text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end) && await stream.ReadAsync(one, cancellationToken) > 0)
        {
            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
