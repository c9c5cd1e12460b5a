using System.Buffers;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;

namespace TwinBert.Lexical.Analysis;

/// <summary>
/// The engines' standard tokenizer: Lucene 4's, with what Unicode changed since that ordinary text shows. Emoji are tokens, and a narrow
/// no-break space joins words. Lucene 4 sees a text of the same length in which emoji are blank; the two kinds of tokens are merged by place.
/// </summary>
internal sealed class EngineTokenizer : Tokenizer
{
    private const char NarrowSpace = '\u202F';

    // Lucene 4 joins words across it, and no text that people write has it.
    private const char JoiningCharacter = '\u203F';

    // A keycap emoji begins this far before the character that gives it away.
    private const int KeycapReach = 2;

    private static readonly SearchValues<char> Unusual = SearchValues.Create(
        [.. Enumerable.Range(0x2000, 0x1300).Select(c => (char)c), '\u00A9', '\u00AE', '\uD83C', '\uD83D', '\uD83E', '\uD83F']);

    private readonly StandardTokenizer _words;
    private readonly ICharTermAttribute _term;
    private readonly IOffsetAttribute _offset;
    private readonly ITypeAttribute _type;
    private readonly IPositionIncrementAttribute _increment;
    private readonly IOffsetAttribute _wordOffset;
    private readonly ITypeAttribute _wordType;
    private readonly Queue<(int Start, int End)> _emoji = [];
    private string _text = "";
    private bool _hasWord;

    public EngineTokenizer(TextReader input) : base(input)
    {
        _words = new StandardTokenizer(LuceneVersion.LUCENE_48, new StringReader("")) { MaxTokenLength = int.MaxValue };
        _term = AddAttribute<ICharTermAttribute>();
        _offset = AddAttribute<IOffsetAttribute>();
        _type = AddAttribute<ITypeAttribute>();
        _increment = AddAttribute<IPositionIncrementAttribute>();
        _wordOffset = _words.GetAttribute<IOffsetAttribute>();
        _wordType = _words.GetAttribute<ITypeAttribute>();
    }

    public override void Reset()
    {
        base.Reset();
        // Lucene's own reader answers null where the text is empty.
        _text = m_input.ReadToEnd() ?? "";
        _emoji.Clear();
        _words.Dispose();
        _words.SetReader(new StringReader(Mask(_text)));
        _words.Reset();
        _hasWord = _words.IncrementToken();
    }

    public override bool IncrementToken()
    {
        ClearAttributes();
        if (_emoji.TryPeek(out var emoji) && (!_hasWord || emoji.Start < _wordOffset.StartOffset))
        {
            _emoji.Dequeue();
            Emit(emoji.Start, emoji.End, "<EMOJI>");
            return true;
        }

        if (!_hasWord)
        {
            return false;
        }

        Emit(_wordOffset.StartOffset, _wordOffset.EndOffset, _wordType.Type);
        _hasWord = _words.IncrementToken();
        return true;
    }

    public override void End()
    {
        base.End();
        var end = CorrectOffset(_text.Length);
        _offset.SetOffset(end, end);
    }

    private void Emit(int start, int end, string type)
    {
        // The text, not Lucene's term: it has the characters that were masked.
        _term.SetEmpty().Append(_text, start, end - start);
        _offset.SetOffset(CorrectOffset(start), CorrectOffset(end));
        _type.Type = type;
        _increment.PositionIncrement = 1;
    }

    private string Mask(string text)
    {
        var next = text.AsSpan().IndexOfAny(Unusual);
        if (next < 0)
        {
            return text;
        }

        var masked = text.ToCharArray();
        for (var at = Math.Max(0, next - KeycapReach); at < text.Length;)
        {
            var length = Emoji.LengthAt(text.AsSpan(at));
            if (length > 0)
            {
                _emoji.Enqueue((at, at + length));
                masked.AsSpan(at, length).Fill(' ');
            }
            else if (text[at] == NarrowSpace)
            {
                masked[at] = JoiningCharacter;
            }

            at += Math.Max(1, length);
        }

        return new string(masked);
    }
}
