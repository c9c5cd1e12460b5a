namespace TwinBert.Cli.Hosting;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>The work ran, and something of it was lost or failed.</summary>
    public const int Incomplete = 1;

    /// <summary>The input was unusable; nothing was changed.</summary>
    public const int Unusable = 2;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
