using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Doctor;

/// <summary>
/// Requests out of a file, an object on each line: <c>{"method":"POST","path":"/products/_search","body":{…}}</c>. A body that is a text is sent as it is, as
/// for <c>_msearch</c>; without a method it is GET, or POST with a body.
/// </summary>
internal static class RequestFile
{
    /// <summary>Reads it, with the number of each line; throws where it cannot be used.</summary>
    public static async Task<IReadOnlyList<(int Line, ClusterCall Call)>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The requests '{file}' cannot be read: {e.Message}");
        }

        return [.. lines.Index().Where(line => line.Item.Trim().Length > 0).Select(line => (line.Index + 1, Read(file, line.Index + 1, line.Item)))];
    }

    private static ClusterCall Read(string file, int number, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var request = json.RootElement;
            var body = request.TryGetProperty("body", out var given) ? given : default;
            var method = request.TryGetProperty("method", out var named) ? named.GetString()! : body.ValueKind == JsonValueKind.Undefined ? "GET" : "POST";
            return body.ValueKind switch
            {
                JsonValueKind.Undefined => new(new(method), request.GetProperty("path").GetString()!),
                JsonValueKind.String => new(
                    new(method), request.GetProperty("path").GetString()!, System.Text.Encoding.UTF8.GetBytes(body.GetString()!), ClusterCall.Ndjson),
                _ => new(new(method), request.GetProperty("path").GetString()!, System.Text.Encoding.UTF8.GetBytes(body.GetRawText())),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new UnusableInputException(
                $"'{file}', line {number}: {e.Message} Write {{\"method\":\"POST\",\"path\":\"/products/_search\",\"body\":{{…}}}} on each line.");
        }
    }
}
