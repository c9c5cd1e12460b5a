namespace TwinBert.Evaluation.Beir;

/// <summary>One line of a judgements file.</summary>
/// <param name="Query">The query's id.</param>
/// <param name="Document">The document's id.</param>
/// <param name="Grade">The grade.</param>
/// <param name="Line">Where it stands, from 1.</param>
internal sealed record Judgement(string Query, string Document, int Grade, int Line)
{
    /// <summary>The judgements of each query beside its text, in their order.</summary>
    /// <param name="file">The judgements' file, for errors.</param>
    /// <param name="judgements">The judgements.</param>
    /// <param name="texts">The texts of queries, by id.</param>
    /// <param name="queries">The queries' file, for errors.</param>
    public static IReadOnlyList<BeirQuery> Group(string file, List<Judgement> judgements, Dictionary<string, string> texts, string queries) =>
    [
        .. judgements.GroupBy(judgement => judgement.Query, StringComparer.Ordinal).Select(group => new BeirQuery(
            group.Key,
            texts.TryGetValue(group.Key, out var text)
                ? text
                : throw new DatasetException($"{file} line {group.First().Line}: query '{group.Key}' is judged, but is not in {queries}."),
            group.ToDictionary(judgement => judgement.Document, judgement => judgement.Grade, StringComparer.Ordinal))),
    ];
}
