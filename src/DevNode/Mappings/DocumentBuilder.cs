using Lucene.Net.Documents;
using Lucene.Net.Index;

namespace TwinBert.DevNode.Mappings;

/// <summary>Collects what one document is indexed as: Lucene's terms, and the values kept for sorting, aggregating and <c>docvalue_fields</c>.</summary>
internal sealed class DocumentBuilder
{
    private readonly Dictionary<string, List<object>> _values = [];
    private readonly Dictionary<string, Array> _vectors = [];
    private readonly HashSet<string> _names = [];

    /// <summary>What Lucene indexes.</summary>
    public Document Document { get; } = [];

    public void AddField(IIndexableField field) => Document.Add(field);

    /// <summary>Notes that the field has a value, for <c>exists</c>.</summary>
    public void AddName(string path)
    {
        if (_names.Add(path))
        {
            Document.Add(new StringField(InternalFields.Names, path, Field.Store.NO));
        }
    }

    /// <summary>Keeps a value: a string, a long or a double.</summary>
    public void AddDocValue(string path, object value)
    {
        if (!_values.TryGetValue(path, out var list))
        {
            _values[path] = list = [];
        }

        list.Add(value);
    }

    public void AddVector(string path, Array vector) => _vectors[path] = vector;

    /// <summary>The kept values by path: sorted, strings without repetition.</summary>
    public Dictionary<string, Array> DocValues()
    {
        var result = new Dictionary<string, Array>(_vectors);
        foreach (var (path, list) in _values)
        {
            result[path] = list[0] switch
            {
                string => list.Cast<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray(),
                long => list.Cast<long>().Order().ToArray(),
                _ => list.Cast<double>().Order().ToArray(),
            };
        }

        return result;
    }
}
