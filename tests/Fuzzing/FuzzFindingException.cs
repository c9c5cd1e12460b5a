namespace TwinBert.Fuzzing;

/// <summary>An input was taken, and what became of it is wrong.</summary>
/// <param name="finding">What is wrong.</param>
public sealed class FuzzFindingException(string finding) : Exception(finding)
{
    /// <summary>Throws unless what has to hold does.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="finding">What is wrong otherwise.</param>
    public static void Unless(bool holds, string finding)
    {
        if (!holds)
        {
            throw new FuzzFindingException(finding);
        }
    }
}
