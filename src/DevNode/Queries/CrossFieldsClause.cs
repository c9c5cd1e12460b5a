using Lucene.Net.Index;
using Lucene.Net.Search;
using TwinBert.DevNode.Mappings;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Queries;

/// <summary>
/// <c>multi_match</c> of the type <c>cross_fields</c>: each term is looked for in all fields of one analyzer as if they were one field,
/// with the document frequency of the field where it is most frequent.
/// </summary>
internal sealed class CrossFieldsClause(IReadOnlyList<KeyValuePair<string, float>> fields, TextMatch match, float tieBreaker) : QueryClause
{
    protected override Query Build(QueryContext context)
    {
        var targets = FieldBoosts.Resolve(fields, context.Mapping).Where(f => context.Mapping.Find(f.Key) is not null).ToList();
        var groups = targets
            .GroupBy(f => context.Mapping.Find(f.Key) is TextField text ? text.SearchAnalyzer : (object)f.Key)
            .Select(group => OnGroup(context, [.. group]))
            .ToList();
        return groups.Count switch
        {
            0 => MatchNone.Query,
            1 => groups[0],
            _ => new DisjunctionMaxQuery(groups, tieBreaker),
        };
    }

    private Query OnGroup(QueryContext context, List<KeyValuePair<string, float>> group)
    {
        if (group.Count == 1)
        {
            var query = match.On(context, group[0].Key);
            query.Boost *= group[0].Value;
            return query;
        }

        var text = (TextField)context.Mapping.Find(group[0].Key)!;
        var terms = TextAnalysis.Tokens(text.SearchAnalyzer, match.Text).Select(t => Blend(context.Reader, t.Term, group)).ToList();
        return match.Combine(terms);
    }

    private DisjunctionMaxQuery Blend(IndexReader reader, string term, List<KeyValuePair<string, float>> group)
    {
        var frequencies = group.Select(f => reader.DocFreq(new Term(f.Key, term))).ToArray();
        var blended = Blend(reader, group, frequencies);
        return new DisjunctionMaxQuery([.. group.Select((f, i) => (Query)new TermQuery(new Term(f.Key, term), blended[i]) { Boost = f.Value })], tieBreaker);
    }

    // Each rarer field counts one document more, so that the field where the term is usual wins a tie; no field counts more documents than have it.
    private static int[] Blend(IndexReader reader, List<KeyValuePair<string, float>> group, int[] frequencies)
    {
        var blended = (int[])frequencies.Clone();
        var present = Enumerable.Range(0, group.Count).Where(i => frequencies[i] > 0).OrderByDescending(i => frequencies[i]).ToList();
        if (present.Count == 0)
        {
            return blended;
        }

        var bound = Math.Min(reader.MaxDoc, present.Min(i => MultiFields.GetTerms(reader, group[i].Key).SumTotalTermFreq));
        var frequency = (int)Math.Min(bound, frequencies[present[0]]);
        var previous = frequencies[present[0]];
        foreach (var i in present)
        {
            frequency += previous > frequencies[i] ? 1 : 0;
            blended[i] = Math.Min(MultiFields.GetTerms(reader, group[i].Key).DocCount, frequency);
            previous = frequencies[i];
        }

        return blended;
    }
}
