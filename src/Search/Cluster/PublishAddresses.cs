using System.Buffers;
using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.Search.Cluster;

/// <summary>The addresses at which the nodes of a cluster take HTTP requests, in the answer to <c>GET _nodes/http</c> and the like. Thread-safe.</summary>
public static class PublishAddresses
{
    /// <summary>Puts one address in the place of each node's <c>http.publish_address</c>. No other byte changes.</summary>
    /// <param name="json">The engine's answer.</param>
    /// <param name="address">The address, <c>host:port</c>.</param>
    /// <param name="output">Receives the new answer; untouched where there is nothing to change.</param>
    /// <returns>Whether there was an address; <see langword="false"/> also for what is no such answer.</returns>
    public static bool TryReplace(ReadOnlySpan<byte> json, string address, IBufferWriter<byte> output)
    {
        var cursor = new JsonCursor(json);
        var found = new List<JsonSpan>();
        Visit(ref cursor, Place.Answer, found);
        if (found.Count == 0 || !cursor.IsAtEnd())
        {
            return false;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(address);
        var edits = new JsonEdits();
        found.ForEach(span => edits.Replace(span, text));
        edits.Write(json, JsonSpan.Between(0, json.Length), output);
        return true;
    }

    private enum Place
    {
        Answer,
        Nodes,
        Node,
        Http,
    }

    private static void Visit(ref JsonCursor cursor, Place place, List<JsonSpan> found)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return;
        }

        while (cursor.NextMember(out var member))
        {
            var name = member.In(cursor.Json);
            if (place == Place.Http && name.SequenceEqual("publish_address"u8) && cursor.Peek() == '"')
            {
                found.Add(cursor.SkipValue());
            }
            else if (place == Place.Nodes
                || (place == Place.Answer && name.SequenceEqual("nodes"u8))
                || (place == Place.Node && name.SequenceEqual("http"u8)))
            {
                Visit(ref cursor, place + 1, found);
            }
            else
            {
                cursor.SkipValue();
            }
        }
    }
}
