namespace TwinBert.DevNode.Mappings;

/// <summary>What happens to a field that the mapping does not know.</summary>
internal enum DynamicMode
{
    /// <summary>It is added to the mapping.</summary>
    True,

    /// <summary>It stays in the source only.</summary>
    False,

    /// <summary>The document is refused.</summary>
    Strict,
}
