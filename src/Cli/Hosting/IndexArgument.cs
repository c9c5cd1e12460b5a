using System.CommandLine;

namespace TwinBert.Cli.Hosting;

/// <summary>The indices that a command works on.</summary>
internal static class IndexArgument
{
    /// <summary>One index or more; a misspelt option is not taken for an index.</summary>
    public static Argument<string[]> Create()
    {
        var argument = new Argument<string[]>("index")
        {
            Description = "Indices, aliases or data streams; several with commas, patterns with '*'.",
            HelpName = "INDEX",
            Arity = ArgumentArity.OneOrMore,
        };
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            {
                result.AddError($"There is no option '{token.Value}'.");
            }
        });
        return argument;
    }
}
