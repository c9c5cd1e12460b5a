using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>
/// Finds what a hit's <c>fields</c> say of the embedding objects: the members <c>twinbert.embedding</c>, <c>twinbert.model</c> and so on, which a pattern such
/// as <c>*</c> brings.
/// </summary>
internal static class FieldsCut
{
    /// <summary>Reads the value of <c>fields</c>.</summary>
    /// <param name="cursor">Stands before the object, and behind it afterwards.</param>
    /// <param name="hidden">The embedding objects.</param>
    /// <param name="cuts">Receives what is to be left out, in the order of the text.</param>
    /// <returns>Whether there is nothing else in it, so that the whole of it is to go: engines write no empty <c>fields</c>.</returns>
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
