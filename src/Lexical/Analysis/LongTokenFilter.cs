using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace TwinBert.Lexical.Analysis;

/// <summary>Cuts tokens of more than 255 characters into pieces at successive positions, as the engines' tokenizer does; Lucene 4 would drop them.</summary>
internal sealed class LongTokenFilter : TokenFilter
{
    private const int MaxLength = 255;
    private readonly ICharTermAttribute _term;
    private readonly IOffsetAttribute _offset;
    private readonly IPositionIncrementAttribute _increment;
    private string? _rest;
    private int _restStart;

    public LongTokenFilter(TokenStream input) : base(input)
    {
        _term = AddAttribute<ICharTermAttribute>();
        _offset = AddAttribute<IOffsetAttribute>();
        _increment = AddAttribute<IPositionIncrementAttribute>();
    }

    public override bool IncrementToken()
    {
        if (_rest is { } rest)
        {
            _increment.PositionIncrement = 1;
            Emit(rest, _restStart);
            return true;
        }

        if (!m_input.IncrementToken())
        {
            return false;
        }

        if (_term.Length > MaxLength)
        {
            Emit(_term.ToString()!, _offset.StartOffset);
        }

        return true;
    }

    public override void Reset()
    {
        base.Reset();
        _rest = null;
    }

    private void Emit(string text, int start)
    {
        var length = Math.Min(MaxLength, text.Length);
        _term.SetEmpty().Append(text[..length]);
        _offset.SetOffset(start, start + length);
        _rest = length < text.Length ? text[length..] : null;
        _restStart = start + length;
    }
}
