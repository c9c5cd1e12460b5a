using System.Text;

namespace TwinBert.Search.QueryTexts;

/// <summary>
/// Takes the operators out of a typed query: <c>title:shoe AND "red leather"~2 -canvas</c> looks for <c>shoe red leather</c>.
/// Negated clauses, ranges, regular expressions and field names are no text.
/// </summary>
internal sealed class QuerySyntaxText
{
    private readonly string _query;
    private readonly QuerySyntax _syntax;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _word = new();
    private int _at;
    private bool _negated;

    private QuerySyntaxText(string query, QuerySyntax syntax)
    {
        _query = query;
        _syntax = syntax;
    }

    public static string Strip(string query, QuerySyntax syntax)
    {
        var text = new QuerySyntaxText(query, syntax);
        while (text._at < query.Length)
        {
            text.Step();
        }

        text.EndWord();
        return text._text.ToString();
    }

    private bool AtWordStart => _word.Length == 0;

    private void Step()
    {
        var c = _query[_at++];
        switch (c)
        {
            case '\\' when _at < _query.Length:
                _word.Append(_query[_at++]);
                break;
            case '-' when AtWordStart:
            case '!' when AtWordStart && _syntax == QuerySyntax.Lucene:
                _negated = true;
                break;
            case '"':
                EndWord();
                Quoted();
                break;
            case '(' when _negated:
                SkipGroup();
                break;
            case '[' or '{' when AtWordStart && _syntax == QuerySyntax.Lucene:
                SkipPast("]}");
                break;
            case '/' when AtWordStart && _syntax == QuerySyntax.Lucene:
                SkipPast("/");
                break;
            case '<' or '>' when AtWordStart && _syntax == QuerySyntax.Lucene:
                SkipWord();
                break;
            case '~' or '^':
                EndWord();
                SkipNumber();
                break;
            case ':' when _syntax == QuerySyntax.Lucene:
                EndField();
                break;
            case '*' or '\\':
            case '?' when _syntax == QuerySyntax.Lucene:
                break;
            case '+' when AtWordStart:
            case '(' or ')' or '|' or '&':
                EndWord();
                break;
            default:
                Letter(c);
                break;
        }
    }

    private void Letter(char c)
    {
        if (char.IsWhiteSpace(c))
        {
            EndWord();
        }
        else
        {
            _word.Append(c);
        }
    }

    private void EndWord()
    {
        if (_word.Length == 0)
        {
            return;
        }

        var word = _word.ToString();
        _word.Clear();
        if (_syntax == QuerySyntax.Lucene && word is "AND" or "OR" or "NOT")
        {
            _negated = word == "NOT";
            return;
        }

        Take(word);
    }

    private void Take(string words)
    {
        if (!_negated && words.Length > 0)
        {
            _text.Append(_text.Length == 0 ? "" : " ").Append(words);
        }

        _negated = false;
    }

    private void Quoted()
    {
        var end = _query.IndexOf('"', _at);
        end = end < 0 ? _query.Length : end;
        Take(_query[_at..end].Replace("\\", "", StringComparison.Ordinal).Trim());
        _at = Math.Min(end + 1, _query.Length);
    }

    private void EndField()
    {
        var isExists = _word.Length == 8 && _word.ToString() == "_exists_";
        _word.Clear();
        if (isExists)
        {
            SkipWord();
        }
    }

    private void SkipGroup()
    {
        _negated = false;
        for (var depth = 1; _at < _query.Length && depth > 0; _at++)
        {
            depth += _query[_at] switch { '(' => 1, ')' => -1, _ => 0 };
        }
    }

    private void SkipPast(string closing)
    {
        var end = _query.AsSpan(_at).IndexOfAny(closing);
        _at = end < 0 ? _query.Length : _at + end + 1;
        _negated = false;
    }

    private void SkipWord()
    {
        while (_at < _query.Length && !char.IsWhiteSpace(_query[_at]) && _query[_at] != ')')
        {
            _at++;
        }

        _negated = false;
    }

    private void SkipNumber()
    {
        while (_at < _query.Length && (char.IsAsciiDigit(_query[_at]) || _query[_at] == '.'))
        {
            _at++;
        }
    }
}
