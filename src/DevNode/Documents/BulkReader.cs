using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Documents;

/// <summary>A bulk action with the bytes of the line after it; empty for a deletion.</summary>
internal readonly record struct BulkLine(BulkAction Action, ReadOnlyMemory<byte> Source);

/// <summary>Splits a bulk body into actions.</summary>
internal static class BulkReader
{
    public static List<BulkLine> Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            throw EngineErrors.BodyRequired();
        }

        if (body.Span[^1] != (byte)'\n')
        {
            throw EngineErrors.IllegalArgument("The bulk request must be terminated by a newline [\\n]");
        }

        List<BulkLine> lines = [];
        var number = 0;
        while (TryLine(ref body, out var line))
        {
            number++;
            if (line.IsEmpty)
            {
                continue;
            }

            var action = BulkAction.Read(line, number);
            ReadOnlyMemory<byte> source = default;
            if (action.Kind != "delete")
            {
                number++;
                if (!TryLine(ref body, out source) || source.IsEmpty)
                {
                    throw EngineErrors.IllegalArgument(
                        $"The bulk request must be terminated by a newline [\\n]; the action in line [{number - 1}] has no source after it");
                }
            }

            lines.Add(new BulkLine(action, source));
        }

        return lines.Count == 0 ? throw EngineErrors.Validation("no requests added") : lines;
    }

    private static bool TryLine(ref ReadOnlyMemory<byte> body, out ReadOnlyMemory<byte> line)
    {
        var end = body.Span.IndexOf((byte)'\n');
        if (end < 0)
        {
            line = default;
            return false;
        }

        line = body[..end];
        if (line.Length > 0 && line.Span[^1] == (byte)'\r')
        {
            line = line[..^1];
        }

        body = body[(end + 1)..];
        return true;
    }
}
