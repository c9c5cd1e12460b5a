using System.Collections.Immutable;

namespace TwinBert.Sidecar.Indices;

/// <summary>
/// Which embedding object the searches of an entry of the configuration are ranked by, where it has two: what the cluster keeps, as
/// far as it is known. Outlives a change of the configuration. Thread-safe.
/// </summary>
internal sealed class ServingFields
{
    private ImmutableDictionary<string, string> _fields = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The name of the object; <see langword="null"/> where nobody has said.</summary>
    /// <param name="pattern">The entry.</param>
    public string? Find(string pattern) => Volatile.Read(ref _fields).GetValueOrDefault(pattern);

    /// <summary>Takes over what the cluster keeps.</summary>
    /// <param name="fields">The name of the object of each entry.</param>
    public void Replace(ImmutableDictionary<string, string> fields) => Volatile.Write(ref _fields, fields);
}
