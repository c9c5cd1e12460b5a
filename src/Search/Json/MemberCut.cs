namespace TwinBert.Search.Json;

/// <summary>What has to go with a member for the rest of its object to be as if it had never been there.</summary>
internal static class MemberCut
{
    /// <summary>
    /// Cuts the member with the comma before it, or, where nothing stays before it, with the comma after it and the white space up to the next.
    /// </summary>
    /// <param name="json">The text, well-formed up to the member's end.</param>
    /// <param name="containerStart">Where the object's opening brace stands.</param>
    /// <param name="member">The member.</param>
    /// <param name="hasPrevious">Whether a member stays before it.</param>
    /// <param name="cuts">Receives what is to be left out.</param>
    public static void Add(ReadOnlySpan<byte> json, int containerStart, JsonMember member, bool hasPrevious, List<JsonSpan> cuts)
    {
        var next = SkipWhite(json, member.End);
        if (hasPrevious)
        {
            // Where the member before it goes as well, so does the white space between the two.
            var follows = cuts.Count > 0 && cuts[^1].End == member.Start;
            cuts.Add(JsonSpan.Between(follows ? member.Start : member.Start + json[member.Start..].IndexOf((byte)','), member.End));
        }
        else if (next < json.Length && json[next] == ',')
        {
            cuts.Add(JsonSpan.Between(member.NameStart, SkipWhite(json, next + 1)));
        }
        else if (json[member.NameStart - 1] == ' ')
        {
            // The only member, in an engine's layout, which writes an object without members as "{ }". What we spliced in stands directly behind the brace.
            cuts.Add(JsonSpan.Between(containerStart + 1, member.NameStart - 1));
            cuts.Add(JsonSpan.Between(member.NameStart, next));
        }
        else
        {
            cuts.Add(JsonSpan.Between(member.NameStart, member.End));
        }
    }

    private static int SkipWhite(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return at;
    }
}
