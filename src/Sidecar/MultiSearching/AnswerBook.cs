using TwinBert.Protocol;
using TwinBert.Search.MultiSearch;
using TwinBert.Sidecar.Proxy;

namespace TwinBert.Sidecar.MultiSearching;

/// <summary>The answers to several searches while they are being made, in memory that they share, with the verdict of each. For one request.</summary>
/// <param name="text">Where the answers are written.</param>
/// <param name="count">How many searches there are.</param>
internal sealed class AnswerBook(PooledBody text, int count) : IDisposable
{
    private readonly RerankVerdict[] _verdicts = new RerankVerdict[count];
    private readonly (int Start, int Length)?[] _places = new (int Start, int Length)?[count];

    /// <summary>The verdict of all of them.</summary>
    public RerankVerdict Verdict => MultiSearchVerdict.Of(_verdicts);

    /// <summary>Writes the answer to a search.</summary>
    /// <param name="place">The search's place.</param>
    /// <param name="verdict">What became of it.</param>
    /// <param name="write">Writes the answer; nothing for the engine's own bytes.</param>
    public void Add(int place, RerankVerdict verdict, Action<PooledBody> write)
    {
        var start = (int)text.Stream.Length;
        write(text);
        var length = (int)text.Stream.Length - start;
        _places[place] = length > 0 ? (start, length) : null;
        _verdicts[place] = verdict;
    }

    /// <summary>Writes the whole answer: the engine's, with these in it.</summary>
    public void Write(MultiSearchResponse response, PooledBody output)
    {
        var all = text.Bytes;
        response.Write(
            output.Stream,
            Array.ConvertAll(_places, place => place is var (start, length) ? all.Slice(start, length) : default(ReadOnlyMemory<byte>?)));
    }

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();
}
