using System.Globalization;
using TwinBert.Terminal;

namespace TwinBert.Training.Commands;

/// <summary>Options whose value is a list separated by commas.</summary>
internal static class Lists
{
    /// <summary>Names, such as paths of fields.</summary>
    /// <exception cref="UnusableInputException">One is empty.</exception>
    public static string[] Names(string option, string list)
    {
        var names = list.Split(',', StringSplitOptions.TrimEntries);
        return names.All(name => name.Length > 0)
            ? names
            : throw new UnusableInputException($"{option} '{list}' holds an empty name. Give names separated by commas.");
    }

    /// <summary>Numbers from 0; none for an empty text.</summary>
    /// <exception cref="UnusableInputException">One is no number.</exception>
    public static int[] Numbers(string option, string list) => [.. (list.Length == 0 ? [] : list.Split(',', StringSplitOptions.TrimEntries)).Select(text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new UnusableInputException($"{option} '{list}' holds '{text}', which is no number. Give numbers separated by commas."))];
}
