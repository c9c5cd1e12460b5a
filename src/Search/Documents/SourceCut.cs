using TwinBert.Search.Json;

namespace TwinBert.Search.Documents;

/// <summary>Finds the embedding object among the members of a document, and what has to go with it for the rest to be as it was before.</summary>
internal static class SourceCut
{
    /// <summary>Reads a document.</summary>
    /// <param name="cursor">Stands before the document's object, and behind it afterwards.</param>
    /// <param name="name">The embedding object's name, in UTF-8.</param>
    /// <param name="cuts">Receives what is to be left out.</param>
    public static void Find(ref JsonCursor cursor, ReadOnlySpan<byte> name, List<JsonSpan> cuts)
    {
        var whole = cursor;
        var source = whole.SkipValue();
        if (whole.IsMalformed || !JsonName.MayContain(source.In(whole.Json), name) || !cursor.TryEnter((byte)'{'))
        {
            cursor = whole;
            return;
        }

        var hasPrevious = false;
        var first = cuts.Count;
        var found = 0;
        while (true)
        {
            var beforeMember = cursor.Position;
            if (!cursor.NextMember(out var memberName))
            {
                break;
            }

            var value = cursor.SkipValue();
            if (cursor.IsMalformed)
            {
                break;
            }

            if (JsonName.Equals(cursor.Json, memberName, name))
            {
                found++;
                MemberCut.Add(cursor.Json, source.Start, new(beforeMember, memberName.Start - 1, value.End), hasPrevious, cuts);
            }
            else
            {
                hasPrevious = true;
            }
        }

        if (cursor.IsMalformed || found > 1)
        {
            // Two objects of one name: an engine takes no such document, so this is none that we understand.
            cuts.RemoveRange(first, cuts.Count - first);
        }
    }
}
