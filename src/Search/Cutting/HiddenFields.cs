using System.Text;
using TwinBert.Search.Embeddings;
using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>The embedding objects that clients are not shown, by their names: the one in use, and those of other models beside it. Immutable.</summary>
/// <param name="fields">The objects, at most 64.</param>
internal sealed class HiddenFields(IEnumerable<EmbeddingField> fields)
{
    private readonly byte[][] _names = [.. fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];

    /// <summary>Whether a text can hold one of them.</summary>
    /// <param name="json">The text.</param>
    public bool MayBeIn(ReadOnlySpan<byte> json)
    {
        foreach (var name in _names)
        {
            if (JsonName.MayContain(json, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Which of them a member is.</summary>
    /// <param name="json">The text that its name stands in.</param>
    /// <param name="name">Its name as it is spelled, without its quotes.</param>
    /// <returns>A number of its own for each, from 0; −1 for none.</returns>
    public int IndexOf(ReadOnlySpan<byte> json, JsonSpan name)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (JsonName.Equals(json, name, _names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a field, such as <c>twinbert.model</c>, is a part of one of them.</summary>
    /// <param name="key">The field's path.</param>
    public bool HavePart(ReadOnlySpan<byte> key)
    {
        foreach (var name in _names)
        {
            if (key.Length > name.Length && key[name.Length] == (byte)'.' && key.StartsWith(name))
            {
                return true;
            }
        }

        return false;
    }
}
