namespace TwinBert.Search.QueryTexts;

/// <summary>
/// What was typed, and where it is looked for: it may be half typed where its last word is only looked for as the beginning of one. The same text, in
/// whatever case, is whole as soon as one clause looks for it as a whole. Not thread-safe.
/// </summary>
internal sealed class TypedTexts
{
    private readonly List<TypedText> _texts = [];

    /// <summary>Whether a text is looked for as the beginning of something, and nowhere as a whole.</summary>
    public bool IsHalfTyped => _texts.Exists(text => text is { IsWhole: false, Fields.Count: 0 });

    /// <summary>Of each other text that may be half typed, the fields in which alone it is looked for as a whole.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Fields =>
        [.. _texts.Where(text => text is { IsWhole: false, Fields.Count: > 0 }).Select(text => text.Fields)];

    /// <summary>Adds a text that is looked for as the beginning of a longer one.</summary>
    public void AddBeginning(string text) => Find(text);

    /// <summary>Adds a text that is looked for as a whole, in fields that are named, or in any.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fields">Full names; <see langword="null"/> or empty for any, and a name with a star stands for any.</param>
    public void AddWhole(string text, IReadOnlyList<string>? fields)
    {
        var typed = Find(text);
        if (fields is null or { Count: 0 } || fields.Any(field => field.Contains('*', StringComparison.Ordinal)))
        {
            typed.IsWhole = true;
        }
        else
        {
            typed.Fields.AddRange(fields);
        }
    }

    private TypedText Find(string text)
    {
        var typed = _texts.Find(known => known.Text.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (typed is null)
        {
            _texts.Add(typed = new(text));
        }

        return typed;
    }

    private sealed class TypedText(string text)
    {
        public string Text => text;

        public bool IsWhole { get; set; }

        public List<string> Fields { get; } = [];
    }
}
