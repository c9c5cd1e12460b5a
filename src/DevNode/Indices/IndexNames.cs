using System.Buffers;
using TwinBert.DevNode.Errors;

namespace TwinBert.DevNode.Indices;

/// <summary>What an index may be called.</summary>
internal static class IndexNames
{
    private const int MaxBytes = 255;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\/*?\"<>| ,#:");

    /// <summary>Refuses names as the engines do.</summary>
    public static void Validate(string name)
    {
        string? problem = null;
        if (name.Length == 0)
        {
            problem = "must not be empty";
        }
        else if (name.Any(char.IsUpper))
        {
            problem = "must be lowercase";
        }
        else if (name[0] is '_' or '-' or '+')
        {
            problem = "must not start with '_', '-', or '+'";
        }
        else if (name is "." or "..")
        {
            problem = "must not be '.' or '..'";
        }
        else if (name.AsSpan().IndexOfAny(Forbidden) >= 0)
        {
            problem = "must not contain the following characters [' ','\"','*','\\','<','|',',','>','/','?','#',':']";
        }
        else if (System.Text.Encoding.UTF8.GetByteCount(name) > MaxBytes)
        {
            problem = "index name is too long, (" + System.Text.Encoding.UTF8.GetByteCount(name) + $" > {MaxBytes})";
        }

        if (problem is not null)
        {
            throw new EngineException(400, "invalid_index_name_exception", $"Invalid index name [{name}], {problem}") { Index = name, IndexUuid = "_na_" };
        }
    }
}
