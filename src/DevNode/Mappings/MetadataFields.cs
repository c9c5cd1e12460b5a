using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Mappings;

/// <summary>The engines' own fields, whose names start with an underscore.</summary>
internal static class MetadataFields
{
    /// <summary>Refuses one that the node has no values of, rather than treating it as a field without any.</summary>
    /// <param name="path">The field's name or pattern.</param>
    /// <param name="use">What it was wanted for.</param>
    public static void Refuse(string path, string use)
    {
        if (path.StartsWith('_'))
        {
            throw EngineErrors.Unsupported($"{use} the field [{path}]");
        }
    }
}
