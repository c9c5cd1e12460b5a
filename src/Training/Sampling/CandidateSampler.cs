using TwinBert.Training.Corpus;

namespace TwinBert.Training.Sampling;

/// <summary>
/// Draws the queries of a step and their documents: relevant, irrelevant and hard, judged at random, and unjudged. A step's number decides all of it,
/// so that a run is resumed by the number alone. Queries without a relevant document are never drawn; every other comes once an epoch. Thread-safe.
/// </summary>
/// <param name="set">The data.</param>
/// <param name="recipe">How many of which kind.</param>
/// <param name="seed">Decides all that is drawn.</param>
internal sealed class CandidateSampler(TrainingSet set, SamplingRecipe recipe, int seed)
{
    private readonly SeededOrder _order = SeededOrder.Of(set.WithRelevant.Count, seed);

    /// <summary>How many steps show every query once, rounded up.</summary>
    public int StepsPerEpoch => (set.WithRelevant.Count + recipe.Queries - 1) / recipe.Queries;

    /// <summary>The queries of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    public IReadOnlyList<SampledQuery> this[int step]
    {
        get
        {
            var queries = new SampledQuery[recipe.Queries];
            for (var i = 0; i < queries.Length; i++)
            {
                var position = ((long)step * recipe.Queries) + i;
                queries[i] = Draw(set.WithRelevant[_order[position]], position);
            }

            return queries;
        }
    }

    private SampledQuery Draw(int number, long position)
    {
        var query = set.Queries[number];
        var draw = new DocumentDraw(new Random(Seeds.Of(seed, position, number)));
        draw.Take(query.Relevant, recipe.Relevant);
        draw.Take([.. query.Irrelevant.Take(recipe.HardPool)], recipe.Hard);
        draw.Take([.. query.Judged.Select(judged => judged.Document)], recipe.Random);
        draw.Take([.. query.Unjudged.Select(hit => hit.Document)], recipe.Unjudged);

        // A query with too few of a kind gets the next best: hard, then unjudged, then any judged, then any document at all.
        draw.Fill(query.Irrelevant, recipe.Documents);
        draw.Fill(query.Unjudged.Select(hit => hit.Document), recipe.Documents);
        draw.Fill(query.Judged.Select(judged => judged.Document), recipe.Documents);
        draw.FillAtRandom(set.Corpus.WithText, recipe.Documents);
        return new(number, [.. draw.Documents.Select(document => new SampledDocument(document, query.GradeOf(document)))]);
    }
}

/// <summary>A query of a step with its documents.</summary>
/// <param name="Query">The query's number.</param>
/// <param name="Documents">Different documents, relevant ones first.</param>
internal sealed record SampledQuery(int Query, IReadOnlyList<SampledDocument> Documents);

/// <summary>A document that was drawn for a query.</summary>
/// <param name="Document">The document's number.</param>
/// <param name="Grade">Its grade; <see cref="JudgedDocument.Unjudged"/> where nobody judged it.</param>
internal readonly record struct SampledDocument(int Document, int Grade);
