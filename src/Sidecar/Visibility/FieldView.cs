using System.Text.Json;

namespace TwinBert.Sidecar.Visibility;

/// <summary>
/// The fields of some indices as one user sees them: the answer to <c>_field_caps</c>, which leaves out what field-level security hides. Immutable.
/// </summary>
internal sealed class FieldView
{
    private static readonly HashSet<string> Nowhere = [];

    // The indices that do not have a field, by the field; those of objects are told by their members.
    private readonly Dictionary<string, HashSet<string>> _absentIn = new(StringComparer.Ordinal);

    /// <summary>The target of the question.</summary>
    /// <param name="indices">The index expression.</param>
    /// <param name="paths">The paths of interest.</param>
    public static string Target(string indices, IEnumerable<string> paths)
    {
        var fields = string.Join(',', paths.SelectMany(path => new[] { Uri.EscapeDataString(path), Uri.EscapeDataString(path) + ".*" }));
        return $"/{Uri.EscapeDataString(indices)}/_field_caps?fields={fields}&include_unmapped=true&ignore_unavailable=true";
    }

    /// <summary>Reads an answer; <see langword="null"/> for one in another form.</summary>
    public static FieldView? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var view = new FieldView();
            foreach (var field in json.RootElement.GetProperty("fields").EnumerateObject())
            {
                view.Add(field);
            }

            return view;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a field itself, or an object's every member, is seen in every index in which another sees it.</summary>
    /// <param name="path">The field or object.</param>
    /// <param name="other">
    /// What the other sees; <see langword="null"/> where nobody can be asked: then only a field that is in every index is sure to be seen.
    /// </param>
    /// <param name="isAbsentSeen">Whether a field that the other does not see either counts as seen.</param>
    public bool Sees(string path, FieldView? other, bool isAbsentSeen)
    {
        if (_absentIn.TryGetValue(path, out var absent) && absent.Count == 0)
        {
            return true;
        }

        if (other is null)
        {
            return false;
        }

        var members = other._absentIn.Keys.Where(field => other.IsOf(path, field)).ToArray();
        return members.Length == 0
            ? isAbsentSeen
            : Array.TrueForAll(members, field => _absentIn.TryGetValue(field, out var mine) && mine.IsSubsetOf(other._absentIn[field]));
    }

    private bool IsOf(string path, string field) => field == path || (field.StartsWith(path + ".", StringComparison.Ordinal) && !IsPartOfAField(field, path));

    // `title.raw` of a text field `title` is another form of the same text, which a user who sees `title` need not see.
    private bool IsPartOfAField(string field, string path)
    {
        for (var end = field.LastIndexOf('.'); end >= path.Length; end = field.LastIndexOf('.', end - 1))
        {
            if (_absentIn.ContainsKey(field[..end]))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(JsonProperty field)
    {
        var types = field.Value.EnumerateObject().ToArray();
        if (!Array.TrueForAll(types, type => type.Name is "object" or "nested" or "unmapped"))
        {
            var unmapped = Array.Find(types, type => type.Name == "unmapped").Value;
            _absentIn[field.Name] = unmapped.ValueKind == JsonValueKind.Object && unmapped.TryGetProperty("indices", out var indices)
                ? indices.EnumerateArray().Select(index => index.GetString()!).ToHashSet(StringComparer.Ordinal)
                : Nowhere;
        }
    }
}
