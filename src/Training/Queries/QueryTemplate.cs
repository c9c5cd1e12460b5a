namespace TwinBert.Training.Queries;

/// <summary>A query in which the words of a document stand as slots: <c>watch {title} online</c>. Immutable.</summary>
/// <param name="Parts">Words, and slots, in their order.</param>
internal sealed record QueryTemplate(IReadOnlyList<QueryTemplate.Part> Parts)
{
    /// <summary>A word, or a slot for a value of a field.</summary>
    /// <param name="Word">The word; <see langword="null"/> for a slot.</param>
    /// <param name="Field">The number of the slot's field.</param>
    internal sealed record Part(string? Word, int Field = -1);

    /// <summary>The words that are no slots.</summary>
    public IEnumerable<string> Words => Parts.Where(part => part.Word is not null).Select(part => part.Word!);

    /// <summary>
    /// Finds a relevant document's values in a query. Fields are tried in their order, so that a title wins over an actor's name, and longer values of
    /// a field first.
    /// </summary>
    /// <returns>The template; <see langword="null"/> where the query has no value of the document.</returns>
    public static QueryTemplate? Of(string query, FieldValues document)
    {
        List<Part> parts = [.. QueryWords.Of(query).Select(word => new Part(word))];
        for (var field = 0; field < document.Fields.Count; field++)
        {
            foreach (var value in document.Fields[field].OrderByDescending(words => words.Length))
            {
                var at = QueryWords.IndexOf([.. parts.Select(part => part.Word ?? "")], value);
                if (at >= 0)
                {
                    parts.RemoveRange(at, value.Length);
                    parts.Insert(at, new(null, field));
                }
            }
        }

        return parts.Exists(part => part.Word is null) ? new(parts) : null;
    }

    /// <summary>A query for another document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="random">Chooses among the values of a field.</param>
    /// <returns>The query; <see langword="null"/> where the document lacks a value that the template needs.</returns>
    public string? Fill(FieldValues document, Random random)
    {
        var words = new List<string>();
        foreach (var part in Parts)
        {
            if (part.Word is { } word)
            {
                words.Add(word);
            }
            else if (document.Fields[part.Field] is { Count: > 0 } values)
            {
                words.AddRange(values[random.Next(values.Count)]);
            }
            else
            {
                return null;
            }
        }

        return string.Join(' ', words);
    }
}
