using System.CommandLine;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>The options that all commands have that write many documents of an index.</summary>
internal static class WriteSwitches
{
    /// <summary>Whether the run slows down by itself.</summary>
    public static Option<string> Governor()
    {
        var option = new Option<string>("--governor")
        {
            Description = "Whether the run slows down by itself while the cluster refuses requests (429) or the index's searches take longer: on or off.",
            HelpName = "on|off",
            DefaultValueFactory = _ => "on",
        };
        option.Refuse(value => value is not ("on" or "off"), "--governor is on or off.");
        return option;
    }

    /// <summary>Whether it writes without an alias of its own.</summary>
    public static Option<bool> WithoutAlias() => new("--without-alias")
    {
        Description = "For an account that may not make aliases: compare the index before and after each write, instead of writing through an alias of the "
            + "run's own.",
    };
}
