using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>Finds the embedding objects among the members of a document, and what has to go with them for the rest to be as it was before.</summary>
internal static class SourceCut
{
    /// <summary>Reads a document.</summary>
    /// <param name="cursor">Stands before the document's object, and behind it afterwards.</param>
    /// <param name="hidden">The embedding objects.</param>
    /// <param name="cuts">Receives what is to be left out, in the order of the text.</param>
    public static void Find(ref JsonCursor cursor, HiddenFields hidden, List<JsonSpan> cuts)
    {
        cursor.Peek();
        var start = cursor.Position;
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return;
        }

        // Objects that stand side by side go as if they were one member.
        var firstCut = cuts.Count;
        var hasKept = false;
        var run = default(JsonMember?);
        var seen = 0UL;
        while (true)
        {
            var before = cursor.Position;
            if (!cursor.NextMember(out var memberName))
            {
                break;
            }

            cursor.SkipValue();
            var which = hidden.IndexOf(cursor.Json, memberName);
            if (which >= 0)
            {
                if ((seen & (1UL << which)) != 0)
                {
                    // Two objects of one name: an engine takes no such document, so this is none that we understand.
                    cursor.Malformed();
                    continue;
                }

                seen |= 1UL << which;
                run = run is { } begun ? begun with { End = cursor.Position } : new(before, memberName.Start - 1, cursor.Position);
                continue;
            }

            Add(ref cursor, start, ref run, hasKept, cuts);
            hasKept = true;
        }

        Add(ref cursor, start, ref run, hasKept, cuts);
        if (cursor.IsMalformed)
        {
            cuts.RemoveRange(firstCut, cuts.Count - firstCut);
        }
    }

    private static void Add(ref JsonCursor cursor, int start, ref JsonMember? run, bool hasKept, List<JsonSpan> cuts)
    {
        if (run is { } member && !cursor.IsMalformed)
        {
            MemberCut.Add(cursor.Json, start, member, hasKept, cuts);
        }

        run = null;
    }
}
