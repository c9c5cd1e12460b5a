using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>
/// Finds what a hit's <c>fields</c> say of the embedding objects: the members <c>twinbert.embedding</c>, <c>twinbert.model</c> and so on, which a pattern such
/// as <c>*</c> brings. Elasticsearch 8 says of a vector that its source has as a text, in <c>ignored_field_values</c>, that it was ignored, though it was not.
/// </summary>
internal static class FieldsCut
{
    /// <summary>Whether a member of a hit has values of fields.</summary>
    /// <param name="key">Its name.</param>
    public static bool IsFields(ReadOnlySpan<byte> key) => key.SequenceEqual("fields"u8) || key.SequenceEqual("ignored_field_values"u8);

    /// <summary>Reads the value of such a member.</summary>
    /// <param name="cursor">Stands before the object, and behind it afterwards.</param>
    /// <param name="hidden">The embedding objects.</param>
    /// <param name="cuts">Receives what is to be left out, in the order of the text.</param>
    /// <returns>Whether there is nothing else in it, so that the whole of it is to go: engines write none that is empty.</returns>
    public static bool Find(ref JsonCursor cursor, HiddenFields hidden, List<JsonSpan> cuts)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return false;
        }

        // A run of members of ours goes with the comma before it, or, at the beginning, with the comma after it.
        var hasKept = false;
        var run = -1;
        var end = cursor.Position;
        while (true)
        {
            var before = cursor.Position;
            if (!cursor.NextMember(out var member))
            {
                break;
            }

            cursor.SkipValue();
            if (hidden.HavePart(member.In(cursor.Json)))
            {
                run = run >= 0 ? run : hasKept ? before : member.Start - 1;
                end = cursor.Position;
                continue;
            }

            if (run >= 0)
            {
                cuts.Add(JsonSpan.Between(run, hasKept ? end : member.Start - 1));
            }

            (hasKept, run) = (true, -1);
        }

        if (run >= 0 && hasKept)
        {
            cuts.Add(JsonSpan.Between(run, end));
        }

        return run >= 0 && !hasKept;
    }
}
