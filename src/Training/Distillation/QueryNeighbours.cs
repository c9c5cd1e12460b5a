using TwinBert.Evaluation.Beir;
using TwinBert.Terminal;
using TwinBert.Training.Texts;

namespace TwinBert.Training.Distillation;

/// <summary>
/// Puts each query of a folder beside documents that the teachers put near it, in one unit: a batch then ranks for it what is hard to tell apart, as a
/// search does. A folder's documents stand in these units alone, and texts of other sources stay as they are.
/// </summary>
internal sealed class QueryNeighbours
{
    private readonly IReadOnlyList<int[]> _others;
    private readonly IReadOnlyList<(int[] Queries, int[] Documents)> _folders;
    private readonly int _neighbours;
    private readonly int _ofNearest;

    private QueryNeighbours(IReadOnlyList<int[]> others, IReadOnlyList<(int[] Queries, int[] Documents)> folders, EmbedDistillOptions options) =>
        (_others, _folders, _neighbours, _ofNearest) = (others, folders, options.QueryNeighbours, options.OfNearest);

    /// <summary>Finds the folders' queries and documents.</summary>
    /// <param name="texts">The texts; those held out are left out.</param>
    /// <param name="options">How many neighbours, and which queries.</param>
    /// <exception cref="UnusableInputException">There is no folder, no split is given, or more neighbours are asked for than are near.</exception>
    /// <exception cref="DatasetException">A folder has no queries, or too few documents.</exception>
    public static QueryNeighbours Of(DistillationTexts texts, EmbedDistillOptions options)
    {
        if (options.QueryNeighbours > options.OfNearest)
        {
            throw new UnusableInputException(
                $"{options.QueryNeighbours} neighbours cannot be drawn from the {options.OfNearest} nearest documents. Give less with --query-neighbours, "
                    + "or more with --of-nearest.");
        }

        var folders = texts.Sources.Index().Where(source => Directory.Exists(source.Item)).ToArray();
        if (folders.Length == 0 || options.Split is null)
        {
            throw new UnusableInputException(
                "--query-neighbours is for the queries of BEIR folders. Name a folder with --text and the split of its queries with --split, or leave "
                    + "--query-neighbours out.");
        }

        int Source(int[] unit) => texts.Texts[unit[0]].Source;
        var sources = folders.Select(folder => folder.Index).ToHashSet();
        var units = texts.Trained.Where(unit => sources.Contains(Source(unit))).ToLookup(Source, unit => unit[0]);
        var texted = folders.Select(folder => (
            Path: folder.Item,
            Queries: units[folder.Index].Where(text => texts.Texts[text].Kind == TextKind.Query).ToArray(),
            Documents: units[folder.Index].Where(text => texts.Texts[text].Kind == TextKind.Document).Distinct().ToArray())).ToArray();
        foreach (var folder in texted)
        {
            Require(
                folder.Queries.Length > 0,
                $"'{folder.Path}' has no query in the split '{options.Split}' that is not held out or in an earlier source too. Name another split, or "
                    + "leave --query-neighbours out.");
            Require(
                folder.Documents.Length >= options.OfNearest,
                $"'{folder.Path}' has {folder.Documents.Length} documents to train on, and the nearest {options.OfNearest} of a query are asked for. Give "
                    + "less with --of-nearest.");
        }

        return new(
            [.. texts.Trained.Where(unit => !sources.Contains(Source(unit)))],
            [.. texted.Select(folder => (folder.Queries, folder.Documents))],
            options);
    }

    /// <summary>The units to train on: of a folder, its queries with their neighbours, the query last; of other sources as they were.</summary>
    /// <param name="teachers">The teachers' embeddings of all texts, and their shares.</param>
    /// <param name="seed">Decides which of the nearest documents are drawn; a query that counts twice draws twice.</param>
    /// <param name="cancellationToken">Stops the search for them.</param>
    public IReadOnlyList<int[]> Units(IReadOnlyList<(EmbeddingTargets Targets, double Share)> teachers, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var units = _others.ToList();
        foreach (var (queries, documents) in _folders)
        {
            var nearest = NearestTexts.Of(queries, documents, teachers, _ofNearest, cancellationToken);
            for (var i = 0; i < queries.Length; i++)
            {
                random.Shuffle(nearest[i]);
                units.Add([.. nearest[i].Take(_neighbours), queries[i]]);
            }
        }

        return units;
    }

    private static void Require(bool met, string message)
    {
        if (!met)
        {
            throw new DatasetException(message);
        }
    }
}
