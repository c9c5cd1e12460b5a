using System.Text;
using System.Text.RegularExpressions;
using TwinBert.Docs.Tests.Markdown;

namespace TwinBert.Docs.Tests.Shell;

/// <summary>
/// Splits a shell block into simple commands: quotes, backslashes, comments, continued lines, assignments, prompts (<c>$ </c>). Pipes, lists and
/// redirections end a command; a redirection's target is dropped with them.
/// </summary>
internal sealed partial class ShellReader
{
    private readonly List<ShellCommand> _commands = [];
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private readonly CodeBlock _block;
    private readonly string _text;
    private bool _inWord;
    private bool _isRedirected;
    private int _start;
    private int _at;

    private ShellReader(CodeBlock block)
    {
        _block = block;
        _text = block.Language == "console" ? OnlyPrompted(block.Text) : Prompt().Replace(block.Text, "");
    }

    public static IReadOnlyList<ShellCommand> Read(CodeBlock block) => new ShellReader(block).Read();

    private List<ShellCommand> Read()
    {
        for (; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case '\\' when _at + 1 < _text.Length:
                    Escaped(_text[++_at]);
                    break;
                case '\'' or '"':
                    Quoted(_text[_at]);
                    break;
                case '#' when !_inWord:
                    _at = (_text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length) - 1;
                    break;
                case '\n' or ';' or '|' or '&':
                    EndCommand();
                    break;
                case '<' or '>':
                    EndWord();
                    _isRedirected = true;
                    break;
                case ' ' or '\t':
                    EndWord();
                    break;
                default:
                    Append(_text[_at]);
                    break;
            }
        }

        EndCommand();
        return _commands;
    }

    private void Escaped(char letter)
    {
        if (letter == '\n')
        {
            EndWord();
        }
        else
        {
            Append(letter);
        }
    }

    private void Quoted(char quote)
    {
        Begin();
        for (_at++; _at < _text.Length && _text[_at] != quote; _at++)
        {
            if (quote == '"' && _text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
            }

            _word.Append(_text[_at]);
        }

        if (_at == _text.Length)
        {
            throw new FormatException($"{_block.Place}: a quote is never closed.");
        }
    }

    private void Append(char letter)
    {
        Begin();
        _word.Append(letter);
    }

    private void Begin()
    {
        if (!_inWord && _words.Count == 0)
        {
            _start = _at;
        }

        _inWord = true;
    }

    private void EndWord()
    {
        if (_inWord && !_isRedirected)
        {
            _words.Add(_word.ToString());
        }

        _word.Clear();
        _inWord = false;
    }

    private void EndCommand()
    {
        EndWord();
        _isRedirected = false;
        var variables = _words.TakeWhile(word => Assignment().IsMatch(word)).ToList();
        if (_words.Count > 0)
        {
            var line = _block.Place.Line + _text.AsSpan(0, _start).Count('\n');
            _commands.Add(new(_block.Place with { Line = line }, variables, [.. _words.Skip(variables.Count)]));
        }

        _words.Clear();
    }

    // A console block shows answers too; they become empty lines, so that line numbers stay right.
    private static string OnlyPrompted(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : ""));

    [GeneratedRegex(@"^\$ ", RegexOptions.Multiline)]
    private static partial Regex Prompt();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_*]*=")]
    private static partial Regex Assignment();
}
