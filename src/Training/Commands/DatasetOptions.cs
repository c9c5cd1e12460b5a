using System.CommandLine;
using TwinBert.Model.Tokenization;
using TwinBert.Terminal;
using TwinBert.Training.Corpus;

namespace TwinBert.Training.Commands;

/// <summary>The options that say which dataset a command reads, and how.</summary>
internal sealed class DatasetOptions
{
    private readonly Option<string> _folder = new("--dataset") { Description = "The dataset's folder, in BEIR layout.", HelpName = "DIR", Required = true };
    private readonly Option<string> _fields = new("--text-fields")
    {
        Description = "The fields that make a document's text, as serving has them.",
        HelpName = "A,B",
        DefaultValueFactory = _ => "title,text",
    };
    private readonly Option<int> _queryTokens;
    private readonly Option<int> _documentTokens;

    /// <summary>Makes the options.</summary>
    /// <param name="queryTokens">The most tokens of a query if not given.</param>
    /// <param name="documentTokens">The most tokens of a document if not given.</param>
    public DatasetOptions(int queryTokens, int documentTokens)
    {
        _queryTokens = new("--query-tokens") { Description = "The most tokens of a query.", HelpName = "N", DefaultValueFactory = _ => queryTokens };
        _documentTokens = new("--document-tokens")
        {
            Description = "The most tokens of a document.",
            HelpName = "N",
            DefaultValueFactory = _ => documentTokens,
        };
        _queryTokens.AtLeast(WordPieceTokenizer.LeastLimit);
        _documentTokens.AtLeast(WordPieceTokenizer.LeastLimit);
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _folder, _fields, _queryTokens, _documentTokens })
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    public DatasetSource Read(ParseResult parsed) => new(parsed.GetValue(_folder)!, Lists.Names(_fields.Name, parsed.GetValue(_fields)!))
    {
        QueryTokens = parsed.GetValue(_queryTokens),
        DocumentTokens = parsed.GetValue(_documentTokens),
    };
}
