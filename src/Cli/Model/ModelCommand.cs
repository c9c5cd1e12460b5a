using System.CommandLine;

namespace TwinBert.Cli.Model;

/// <summary><c>twinbert model</c>: making, checking and measuring model packages.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Make, check and measure model packages, and change over from one to another.")
    {
        ImportCommand.Create(),
        InspectCommand.Create(),
        VerifyCommand.Create(),
        BenchCommand.Create(),
        WeightCommand.Create(),
        SwitchCommand.Create(),
    };
}
