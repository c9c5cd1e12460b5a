using System.Text;

namespace TwinBert.Docs.Tests.Shell;

/// <summary>What a <c>curl</c> command line sends.</summary>
internal sealed record CurlCall(HttpMethod Method, Uri Url, IReadOnlyList<(string Name, string Value)> Headers, string? Body)
{
    private static readonly string[] WithValue =
    [
        "-X",
        "--request",
        "-H",
        "--header",
        "-d",
        "--data",
        "--data-raw",
        "--data-binary",
        "--json",
        "-u",
        "--user",
        "-o",
        "--output",
    ];

    /// <summary>Reads the words of a command; <see langword="null"/> when it is another program.</summary>
    public static CurlCall? Of(ShellCommand command)
    {
        if (command.Words is not ["curl", ..])
        {
            return null;
        }

        var options = new List<(string Name, string Value)>();
        string? url = null;
        for (var i = 1; i < command.Words.Length; i++)
        {
            var word = command.Words[i];
            if (WithValue.Contains(word))
            {
                options.Add((word, command.Words[++i]));
            }
            else if (!word.StartsWith('-'))
            {
                url = word.Contains("://", StringComparison.Ordinal) ? word : "http://" + word;
            }
        }

        var body = options.FirstOrDefault(option => option.Name is "-d" or "--json" || option.Name.StartsWith("--data", StringComparison.Ordinal)).Value;
        var method = options.FirstOrDefault(option => option.Name is "-X" or "--request").Value;
        return new(
            method is not null ? new HttpMethod(method) : body is null ? HttpMethod.Get : HttpMethod.Post,
            new Uri(url ?? throw new FormatException($"{command.Place}: this curl has no URL.")),
            [
                .. options.Where(option => option.Name is "-H" or "--header").Select(option => Header(option.Value)),
                .. options.Where(option => option.Name == "--json").Select(_ => ("Content-Type", "application/json")),
            ],
            body);
    }

    /// <summary>The same request to another server.</summary>
    public HttpRequestMessage To(Uri server)
    {
        var request = new HttpRequestMessage(Method, new Uri(server, Url.PathAndQuery));
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        }

        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private static (string Name, string Value) Header(string text) => text.Split(':', 2) is [var name, var value] ? (name.Trim(), value.Trim()) : (text, "");
}
