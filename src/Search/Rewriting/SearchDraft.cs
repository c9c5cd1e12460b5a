using System.Text;
using TwinBert.Search.Dialects;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;
using TwinBert.Search.Sources;

namespace TwinBert.Search.Rewriting;

/// <summary>The changes to one search, in its URL and its body. Not thread-safe.</summary>
internal sealed class SearchDraft(SearchUrl url, SearchBody ownMembers, ReadOnlyMemory<byte> body)
{
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] EmptyBody = "{}"u8.ToArray();
    private static readonly byte[] WholeSource = """{"exclude_vectors":false}"""u8.ToArray();

    private readonly JsonEdits _edits = new();
    private readonly List<(string Name, ReadOnlyMemory<byte> Value)> _members = [];
    private readonly List<string> _parameters = [];
    private readonly HashSet<string> _removed = [];
    private readonly SortedList<int, (int End, string Value)> _replaced = [];

    /// <summary>Sets a number where the engine takes it from: in the URL if it stands there, in the body otherwise.</summary>
    public void SetNumber(string name, int number)
    {
        var digits = SearchRequestRewriter.Digits(number);
        if (url[name] is { } parameter)
        {
            _replaced.Add(parameter.Start, (parameter.End, digits));
        }
        else if (ownMembers[name] is { } member)
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
        if (url[name] is { } parameter && string.Concat(elements.Select(element => "," + Uri.EscapeDataString(element))) is { Length: > 0 } text)
        {
            _replaced.Add(parameter.End, (parameter.End, text));
        }
    }

    public void Replace(JsonSpan value, byte[] text) => _edits.Replace(value, text);

    /// <summary>Puts text into the body.</summary>
    public void Insert(int position, ReadOnlyMemory<byte> text) => _edits.Insert(position, text);

    /// <summary>Takes a parameter out of the URL, if it is there.</summary>
    public void RemoveParameter(string name) => _removed.Add(name);

    public void AddParameter(string parameter) => _parameters.Add(parameter);

    public void AddMember(string name, ReadOnlyMemory<byte> value) => _members.Add((name, value));

    /// <summary>Puts elements behind those of a list, or members behind those of an object, which the client may or may not have given.</summary>
    /// <param name="name">The member of the body.</param>
    /// <param name="bracket">What the list or the object begins with.</param>
    /// <param name="text">What to put in, without brackets; empty for nothing.</param>
    public void Append(string name, char bracket, ReadOnlyMemory<byte> text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (ownMembers[name] is { } span)
        {
            if (!JsonContainer.IsEmpty(span.In(body.Span)))
            {
                _edits.Insert(span.End - 1, Comma);
            }

            _edits.Insert(span.End - 1, text);
        }
        else
        {
            AddMember(name, (byte[])[(byte)bracket, .. text.Span, (byte)(bracket == '[' ? ']' : '}')]);
        }
    }

    /// <summary>Asks for the source as it was written, where the client wants all of it and the engine would leave vectors out.</summary>
    public void TakeWholeSource(SearchDialect dialect)
    {
        switch (SourceChoices.Of(url, ownMembers, body.Span))
        {
            case SourceChoice.WholeInUrl when dialect.LeavesVectorsOut:
                AddParameter(SourceChoices.KeepVectors);
                break;
            case SourceChoice.WholeInBody when dialect.LeavesVectorsOut:
                Replace(ownMembers["_source"]!.Value, WholeSource);
                break;
            case SourceChoice.Unsaid when dialect.LeavesVectorsOut:
                AddMember("_source", WholeSource);
                break;
        }
    }

    public string QueryString()
    {
        var text = url.Text;
        var result = new StringBuilder();
        var at = 0;
        foreach (var (start, (end, value)) in _replaced)
        {
            result.Append(text, at, start - at).Append(value);
            at = end;
        }

        result.Append(text, at, text.Length - at);
        var kept = _removed.Count == 0 ? result.ToString() : UrlText.Without(result.ToString(), _removed);
        return _parameters.Aggregate(kept, UrlText.With);
    }

    public byte[] Body()
    {
        if (body.IsEmpty && _members.Count == 0)
        {
            return EmptyBody;
        }

        var (text, place) = body.IsEmpty ? (EmptyBody, EmptyBody.Length - 1) : (body, ownMembers.ClosingBrace);
        var follows = !ownMembers.IsEmpty;
        foreach (var (name, value) in _members)
        {
            _edits.Insert(place, Encoding.UTF8.GetBytes((follows ? "," : "") + SearchRequestRewriter.Quote(name) + ":"));
            _edits.Insert(place, value);
            follows = true;
        }

        return _edits.Apply(text.Span);
    }
}
