using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>Finds the embedding object among the members of a document, and what has to go with it for the rest to be as it was before.</summary>
internal static class SourceCut
{
    /// <summary>Reads a document.</summary>
    /// <param name="cursor">Stands before the document's object, and behind it afterwards.</param>
    /// <param name="name">The embedding object's name, in UTF-8.</param>
    /// <param name="cuts">Receives what is to be left out.</param>
    public static void Find(ref JsonCursor cursor, ReadOnlySpan<byte> name, List<JsonSpan> cuts)
    {
        cursor.Peek();
        var start = cursor.Position;
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return;
        }

        var hasPrevious = false;
        var found = default(JsonMember?);
        while (true)
        {
            var before = cursor.Position;
            if (!cursor.NextMember(out var memberName))
            {
                break;
            }

            cursor.SkipValue();
            if (!JsonName.Equals(cursor.Json, memberName, name))
            {
                hasPrevious |= found is null;
            }
            else if (found is null)
            {
                found = new(before, memberName.Start - 1, cursor.Position);
            }
            else
            {
                // Two objects of one name: an engine takes no such document, so this is none that we understand.
                cursor.Malformed();
            }
        }

        if (found is { } member && !cursor.IsMalformed)
        {
            MemberCut.Add(cursor.Json, start, member, hasPrevious, cuts);
        }
    }
}
