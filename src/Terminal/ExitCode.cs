namespace TwinBert.Terminal;

/// <summary>What the process ends with.</summary>
public static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>The work ran, and something of it was lost or failed.</summary>
    public const int Incomplete = 1;

    /// <summary>The input was unusable; nothing was changed.</summary>
    public const int Unusable = 2;

    /// <summary>Everything was done that the run could do, and others went on writing documents without what it adds.</summary>
    public const int Behind = 3;

    /// <summary>What the work was for was deleted or replaced meanwhile.</summary>
    public const int Replaced = 4;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
