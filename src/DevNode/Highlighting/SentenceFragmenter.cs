using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Search.Highlight;

namespace TwinBert.DevNode.Highlighting;

/// <summary>Starts a fragment at the first word after a sentence ends once the fragment is long enough. Used for one value.</summary>
internal sealed class SentenceFragmenter(int size) : IFragmenter
{
    private string _text = "";
    private IOffsetAttribute? _offsets;
    private int _start;
    private int _lastEnd;

    public void Start(string originalText, TokenStream tokenStream)
    {
        _text = originalText;
        _offsets = tokenStream.AddAttribute<IOffsetAttribute>();
        _start = 0;
        _lastEnd = 0;
    }

    public bool IsNewFragment()
    {
        var end = _offsets!.EndOffset;
        var between = _text.AsSpan(_lastEnd, Math.Max(0, _offsets.StartOffset - _lastEnd));
        var isSentenceStart = between.IndexOfAny(".!?\n") >= 0 && between[^1] is ' ' or '\n';
        var isNew = (isSentenceStart && end - _start > size) || end - _start > size * 2;
        if (isNew)
        {
            _start = _offsets.StartOffset;
        }

        _lastEnd = end;
        return isNew;
    }
}
