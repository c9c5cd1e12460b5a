namespace TwinBert.Training.Sampling;

/// <summary>Draws different documents for one query. Used once.</summary>
/// <param name="random">Decides what is drawn.</param>
internal sealed class DocumentDraw(Random random)
{
    private readonly List<int> _documents = [];

    /// <summary>What was drawn, in the order of drawing.</summary>
    public IReadOnlyList<int> Documents => _documents;

    /// <summary>Draws at random from a pool; fewer than wanted where it has no more.</summary>
    /// <param name="pool">What to draw from.</param>
    /// <param name="wanted">How many.</param>
    public void Take(IReadOnlyList<int> pool, int wanted)
    {
        var rest = pool.Where(document => !_documents.Contains(document)).ToArray();
        wanted = Math.Min(wanted, rest.Length);
        for (var i = 0; i < wanted; i++)
        {
            var chosen = random.Next(i, rest.Length);
            (rest[i], rest[chosen]) = (rest[chosen], rest[i]);
            _documents.Add(rest[i]);
        }
    }

    /// <summary>Takes the first of a pool until there are enough.</summary>
    /// <param name="pool">What to take from, the best first.</param>
    /// <param name="total">How many there are to be in all.</param>
    public void Fill(IEnumerable<int> pool, int total)
    {
        foreach (var document in pool)
        {
            if (_documents.Count >= total)
            {
                return;
            }

            if (!_documents.Contains(document))
            {
                _documents.Add(document);
            }
        }
    }

    /// <summary>Draws from a large pool until there are enough, or the pool has no more.</summary>
    /// <param name="pool">Different documents.</param>
    /// <param name="total">How many there are to be in all.</param>
    public void FillAtRandom(IReadOnlyList<int> pool, int total)
    {
        if (_documents.Count < total && pool.Count < 2 * total)
        {
            Take(pool, total - _documents.Count);
        }

        while (_documents.Count < total && pool.Count >= 2 * total)
        {
            Fill([pool[random.Next(pool.Count)]], total);
        }
    }
}
