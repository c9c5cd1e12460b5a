using System.Globalization;
using System.Text;

namespace TwinBert.Terminal;

/// <summary>
/// Text from elsewhere, such as the name of an index, as a part of one line: nothing in it ends the line, moves the cursor or hides what stands beside it.
/// </summary>
public static class OneLine
{
    /// <summary>Writes what is no visible sign as its number (<c>\u001b</c>).</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            _ = IsHidden(sign) ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}") : line.Append(sign);
        }

        return line.ToString();
    }

    private static bool IsHidden(char sign) =>
        char.GetUnicodeCategory(sign)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
