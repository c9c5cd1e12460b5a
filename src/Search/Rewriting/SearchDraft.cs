using System.Text;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;
using TwinBert.Search.Reading;

namespace TwinBert.Search.Rewriting;

/// <summary>The changes to one search, in its URL and its body. Not thread-safe.</summary>
internal sealed class SearchDraft(SearchRequest request)
{
    private static readonly byte[] EmptyBody = "{}"u8.ToArray();

    private readonly JsonEdits _edits = new();
    private readonly List<string> _members = [];
    private readonly List<string> _parameters = [];
    private readonly SortedList<int, (int End, string Value)> _replaced = [];

    /// <summary>Sets a number where the engine takes it from: in the URL if it stands there, in the body otherwise.</summary>
    public void SetNumber(string name, int number)
    {
        var digits = SearchRequestRewriter.Digits(number);
        if (request.Url[name] is { } parameter)
        {
            _replaced.Add(parameter.Start, (parameter.End, digits));
        }
        else if (request.Members[name] is { } member)
        {
            _edits.Replace(member, Encoding.ASCII.GetBytes(digits));
        }
        else
        {
            AddMember(name, Encoding.ASCII.GetBytes(digits));
        }
    }

    /// <summary>Puts elements behind those of a parameter that is a list separated by commas.</summary>
    public void AppendToParameter(string name, IEnumerable<string> elements)
    {
        if (request.Url[name] is { } parameter && string.Concat(elements.Select(element => "," + Uri.EscapeDataString(element))) is { Length: > 0 } text)
        {
            _replaced.Add(parameter.End, (parameter.End, text));
        }
    }

    public void Replace(JsonSpan value, byte[] text) => _edits.Replace(value, text);

    public void AddParameter(string parameter) => _parameters.Add(parameter);

    public void AddMember(string name, byte[] value) => _members.Add(SearchRequestRewriter.Quote(name) + ":" + Encoding.UTF8.GetString(value));

    /// <summary>Puts elements behind those of a list, or members behind those of an object, which the client may or may not have given.</summary>
    /// <param name="name">The member of the body.</param>
    /// <param name="bracket">What the list or the object begins with.</param>
    /// <param name="text">What to put in, without brackets; empty for nothing.</param>
    public void Append(string name, char bracket, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (request.Members[name] is { } span)
        {
            var separator = JsonContainer.IsEmpty(span.In(request.Body.Span)) ? "" : ",";
            _edits.Insert(span.End - 1, Encoding.UTF8.GetBytes(separator + text));
        }
        else
        {
            AddMember(name, Encoding.UTF8.GetBytes(bracket + text + (bracket == '[' ? ']' : '}')));
        }
    }

    public string QueryString()
    {
        var text = request.Url.Text;
        var result = new StringBuilder();
        var at = 0;
        foreach (var (start, (end, value)) in _replaced)
        {
            result.Append(text, at, start - at).Append(value);
            at = end;
        }

        result.Append(text, at, text.Length - at);
        return _parameters.Aggregate(result.ToString(), UrlText.With);
    }

    public byte[] Body()
    {
        var members = string.Join(',', _members);
        if (request.Body.IsEmpty)
        {
            return members.Length == 0 ? EmptyBody : Encoding.UTF8.GetBytes("{" + members + "}");
        }

        if (members.Length > 0)
        {
            _edits.Insert(request.Members.ClosingBrace, Encoding.UTF8.GetBytes((request.Members.IsEmpty ? "" : ",") + members));
        }

        return _edits.Apply(request.Body.Span);
    }
}
