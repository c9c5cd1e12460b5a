using System.Globalization;
using System.Text.RegularExpressions;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>Replaces names in braces: the index, what earlier steps saved, and <c>{blanks:N}</c> and <c>{letters:N}</c> for texts of a length.</summary>
public sealed partial class StepFiller(string name, string value)
{
    private readonly Dictionary<string, string> _names = new() { [name] = value };

    public IReadOnlyDictionary<string, string> Names => _names;

    public void Save(string name, string value) => _names[name] = value;

    public string Fill(string text)
    {
        var filled = _names.Aggregate(text, (soFar, name) => soFar.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));
        return Filling().Replace(
            filled,
            match => new string(match.Groups[1].Value == "blanks" ? ' ' : 'x', int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"\{(blanks|letters):([0-9]+)\}")]
    private static partial Regex Filling();
}
