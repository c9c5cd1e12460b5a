using System.IO.Compression;
using System.Text;

namespace TwinBert.Sidecar.Tests.BrokenBodies;

/// <summary>What an upstream may write in the place of a proper answer, by a name.</summary>
internal static class BadAnswers
{
    private const string Json = "content-type: application/json\r\n";

    /// <summary>Answers that break off or cannot be read: nobody may take them for whole.</summary>
    public static IReadOnlyDictionary<string, byte[]> Broken { get; } = new Dictionary<string, byte[]>
    {
        ["nothing"] = [],
        ["half a head"] = Bytes("HTTP/1.1 200 OK\r\nContent-Le"),
        ["half a status line"] = Bytes("HTTP/1."),
        ["a head alone"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "content-length: 10\r\n\r\n"),
        ["half a body"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "content-length: 100\r\n\r\n{\"hits\":{\"hits\":["),
        ["chunks without an end"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        ["a chunk that is cut"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "transfer-encoding: chunked\r\n\r\nff\r\n{\"hits\":"),
        ["a chunk size that is none"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        ["two lengths"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "content-length: 2\r\ncontent-length: 3\r\n\r\n{}}"),
        ["no HTTP"] = Bytes("SSH-2.0-OpenSSH_9.2p1\r\n"),
        ["bytes of TLS"] = [0x15, 3, 1, 0, 2, 2, 70],
        ["a note alone"] = Bytes("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        ["compressed by its own word"] = Answer(200, "OK", Json + "content-encoding: gzip\r\n", "{\"plain\":true}"),
        ["a head that is too long"] = Answer(200, "OK", Json + "X-Long: " + new string('x', 200_000) + "\r\n", "{}"),
    };

    /// <summary>Whole answers whose end is the connection's, or behind which something stands that belongs to nothing.</summary>
    public static IReadOnlyDictionary<string, byte[]> Ending { get; } = new Dictionary<string, byte[]>
    {
        ["a body that is longer than it says"] = Bytes(
            "HTTP/1.1 200 OK\r\n" + Json + "content-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\npoisoned"),
        ["an answer of HTTP/1.0 that ends with its connection"] = Bytes("HTTP/1.0 200 OK\r\n" + Json + "\r\n{\"old\":true}"),
        ["an answer without a length"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "\r\n{\"open\":true}"),
    };

    /// <summary>Whole answers, strange as they are.</summary>
    public static IReadOnlyDictionary<string, byte[]> Whole { get; } = new Dictionary<string, byte[]>
    {
        ["chunks with trailers"] = Bytes("HTTP/1.1 200 OK\r\n" + Json + "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: x\r\n\r\n"),
        ["an empty answer"] = Answer(200, "OK", "", ""),
        ["a page"] = Answer(200, "OK", "content-type: text/html\r\n", "<html><body>It works!</body></html>"),
        ["another JSON"] = Answer(200, "OK", Json, "[1,2,{\"hits\":7}]"),
        ["JSON with hits of another shape"] = Answer(200, "OK", Json, "{\"took\":1,\"hits\":{\"hits\":{\"a\":1}},\"responses\":{}}"),
        ["JSON that is cut"] = Answer(200, "OK", Json, "{\"took\":1,\"hits\":{\"hits\":[{\"_id\":\"1\""),
        ["no content"] = Bytes("HTTP/1.1 204 No Content\r\n\r\n"),
        ["created"] = Answer(201, "Created", Json + "Location: /i/_doc/1\r\n", "{\"result\":\"created\"}"),
        ["not modified"] = Bytes("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"),
        ["moved"] = Answer(301, "Moved Permanently", "Location: http://elsewhere/\r\n", ""),
        ["moved for now"] = Answer(307, "Temporary Redirect", "Location: /elsewhere\r\n", "{}"),
        ["who are you"] = Answer(
            401,
            "Unauthorized",
            Json + "WWW-Authenticate: Basic realm=\"security\", charset=\"UTF-8\"\r\nWWW-Authenticate: ApiKey\r\n",
            "{\"error\":{\"type\":\"security_exception\"},\"status\":401}"),
        ["not you"] = Answer(403, "Forbidden", Json, "{\"error\":{\"type\":\"security_exception\"},\"status\":403}"),
        ["not there"] = Answer(404, "Not Found", Json, "{\"error\":{\"type\":\"index_not_found_exception\"},\"status\":404}"),
        ["conflict"] = Answer(409, "Conflict", Json, "{\"error\":{\"type\":\"version_conflict_engine_exception\"},\"status\":409}"),
        ["too large"] = Answer(413, "Request Entity Too Large", "", ""),
        ["too many"] = Answer(429, "Too Many Requests", Json + "Retry-After: 7\r\n", "{\"error\":{\"type\":\"circuit_breaking_exception\"},\"status\":429}"),
        ["broken"] = Answer(500, "Internal Server Error", Json, "{\"error\":{\"type\":\"null_pointer_exception\"},\"status\":500}"),
        ["unavailable"] = Answer(503, "Service Unavailable", "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n", "upstream connect error"),
        ["a status that is none"] = Answer(299, "Strange", Json, "{}"),
        ["a note before"] =
        [
            .. Bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
            .. Answer(200, "OK", Json, "{\"noted\":true}"),
        ],
        ["compressed unasked"] = Gzipped("{\"compressed\":true}"),
        ["a long head"] = Answer(200, "OK", Json + "X-Long: " + new string('x', 60_000) + "\r\n", "{}"),
    };

    private static byte[] Answer(int status, string reason, string headers, string body) =>
        Bytes($"HTTP/1.1 {status} {reason}\r\n{headers}content-length: {body.Length}\r\n\r\n{body}");

    private static byte[] Gzipped(string body)
    {
        using var all = new MemoryStream();
        using (var gzip = new GZipStream(all, CompressionMode.Compress))
        {
            gzip.Write(Bytes(body));
        }

        return [.. Bytes($"HTTP/1.1 200 OK\r\n{Json}content-encoding: gzip\r\ncontent-length: {all.ToArray().Length}\r\n\r\n"), .. all.ToArray()];
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
