using System.CommandLine;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;
using TwinBert.Terminal;
using TwinBert.Training.Texts;
using TwinBert.Training.Towers;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train tower</c>: one tower of unequal twins, on a space that several encoders share.</summary>
internal sealed class TowerCommand
{
    private const double LearningRate = 3e-4;
    private const int EvaluateEvery = 200;
    private readonly Option<string> _side = new("--side")
    {
        Description = "The side that the tower is for: query or document.",
        HelpName = "SIDE",
        Required = true,
    };
    private readonly Option<string> _from = new("--from")
    {
        Description = "Where its weights begin: a BERT in Hugging Face layout, a model package, or a run.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> _layers = new("--layers")
    {
        Description = "The layers that it takes from there, from 0; all if not given.",
        HelpName = "0,2,4",
        DefaultValueFactory = _ => "",
    };
    private readonly Option<string[]> _teachers = new("--teacher")
    {
        Description = "A sentence encoder to learn from, as an ONNX file; may be repeated.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string[]> _queryPrefixes = new("--query-prefix")
    {
        Description = "What the teachers read before a query, one for each in their order; '' for nothing.",
        HelpName = "TEXT",
    };
    private readonly Option<string[]> _documentPrefixes = new(TowerRun.DocumentPrefixOption)
    {
        Description = "What they read before a document, likewise.",
        HelpName = "TEXT",
    };
    private readonly Option<double[]> _shares = new("--share") { Description = "What each counts, in their order; 1 if not given.", HelpName = "X" };
    private readonly Option<string?> _space = new("--space")
    {
        Description = "A run of this command whose space is learnt; if not given, the space is found on documents of this run's texts.",
        HelpName = "RUN",
    };
    private readonly Option<string?> _documents = new("--documents")
    {
        Description = "For queries: a package whose documents several encoders make. Its space is learnt, and to rank its documents among --text.",
        HelpName = "PACKAGE",
    };
    private readonly Option<int> _dimensions = new("--dimensions")
    {
        Description = "The components of a space that is found.",
        HelpName = "N",
        DefaultValueFactory = _ => 256,
    };
    private readonly Option<string?> _vocabulary = new("--vocab")
    {
        Description = "The vocabulary of tower and teachers; that of --from if not given.",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _texts = new("--text")
    {
        Description = "Texts: a .jsonl or .jsonl.gz file with query, document or text in its lines, or a BEIR folder. May be repeated.",
        HelpName = "PATH",
        Required = true,
    };
    private readonly Option<string> _fields = new("--text-fields")
    {
        Description = "Of BEIR folders: the fields that make a document's text.",
        HelpName = "A,B",
        DefaultValueFactory = _ => "title,text",
    };
    private readonly Option<string?> _split = new("--split") { Description = "Of BEIR folders: the split whose queries are learnt too.", HelpName = "NAME" };
    private readonly Option<int?> _sample = new("--sample") { Description = "The most units of a source, drawn at random.", HelpName = "N" };
    private readonly Option<int> _words = new("--words")
    {
        Description = "For queries: how many are made of the vocabulary's words, part numbers among them.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<int> _queryTokens = new("--query-tokens")
    {
        Description = "The most tokens of a query.",
        HelpName = "N",
        DefaultValueFactory = _ => 40,
    };
    private readonly Option<int> _documentTokens = new("--document-tokens")
    {
        Description = "The most tokens of a document.",
        HelpName = "N",
        DefaultValueFactory = _ => 128,
    };
    private readonly Option<int> _frozen = new("--frozen-layers")
    {
        Description = "The lowest layers that stay as they are, and the embeddings below them.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<string> _pooling = new("--pooling") { Description = "How the tokens' vectors become one.", DefaultValueFactory = _ => "mean" };
    private readonly Option<int> _batch = new("--batch") { Description = "The least texts of a batch.", HelpName = "N", DefaultValueFactory = _ => 128 };
    private readonly RunOptions _run = new(LearningRate, EvaluateEvery);

    private TowerCommand()
    {
        _side.AcceptOnlyFromAmong("query", "document");
        _pooling.AcceptOnlyFromAmong("mean", "cls", "weighted");
        _queryTokens.AtLeast(WordPieceTokenizer.LeastLimit);
        _documentTokens.AtLeast(WordPieceTokenizer.LeastLimit);
        _dimensions.AtLeast(1);
        _sample.AtLeast(1);
        _words.AtLeast(0);
        _frozen.AtLeast(0);
        _batch.AtLeast(2);
    }

    /// <summary>Makes the command.</summary>
    public static Command Create() => new TowerCommand().Command();

    private ExampleCommand Command()
    {
        var command = new ExampleCommand("tower", "Train one tower of unequal twins: queries and documents meet in a space that encoders share.")
        {
            Examples =
            [
                "twinbert-train tower --side document --from all-MiniLM-L6-v2 --teacher models/l6/encoder.onnx "
                    + "--text pairs.jsonl.gz --steps 400 --out runs/document",
                "twinbert-train tower --side query --from models/twinbert-en-tiny --space runs/document --teacher models/l6/encoder.onnx --text pairs.jsonl.gz "
                    + "--words 40000 --steps 3000 --out runs/query",
                "twinbert-train tower --side query --from models/twinbert-en-base --documents models/twinbert-en-base --teacher l6/encoder.onnx "
                    + "--teacher arctic/encoder.onnx --text pairs.jsonl.gz --words 40000 --steps 3000 --out runs/query",
                "twinbert-train export --run runs/query --document-run runs/document --out models/shop",
            ],
            Notes = ["Both sides need the same teachers in the same order. The two may train at the same time, once the first has found the space."],
        };
        foreach (var option in new Option[]
        {
            _side, _from, _layers, _teachers, _queryPrefixes, _documentPrefixes, _shares, _space, _documents, _dimensions, _vocabulary, _texts, _fields, _split,
            _sample, _words, _queryTokens, _documentTokens, _frozen, _pooling, _batch,
        })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_documents) is not null && (result.GetResult(_space) is not null || result.GetValue(_side) != "query"))
            {
                result.AddError($"{_documents.Name} gives a query tower a space. Leave {_space.Name} out, and give {_side.Name} query.");
            }
        });
        _run.AddTo(command);
        _run.SetAction(command, parsed =>
        {
            var options = Read(parsed);
            return (session, cancellationToken) => new TowerRun(options, session).Run(cancellationToken);
        });
        return command;
    }

    private TowerOptions Read(ParseResult parsed) => new()
    {
        Side = parsed.GetValue(_side) == "query" ? TextKind.Query : TextKind.Document,
        From = parsed.GetValue(_from)!,
        Layers = Lists.Numbers(_layers.Name, parsed.GetValue(_layers)!),
        Vocabulary = parsed.GetValue(_vocabulary),
        Teachers = Teachers(parsed),
        Space = parsed.GetValue(_space),
        Documents = parsed.GetValue(_documents),
        Dimensions = parsed.GetValue(_dimensions),
        Pooling = Enum.Parse<Pooling>(parsed.GetValue(_pooling)!, ignoreCase: true),
        Texts = parsed.GetValue(_texts)!,
        TextFields = Lists.Names(_fields.Name, parsed.GetValue(_fields)!),
        Split = parsed.GetValue(_split),
        Sample = parsed.GetValue(_sample),
        Words = parsed.GetValue(_words),
        QueryTokens = parsed.GetValue(_queryTokens),
        DocumentTokens = parsed.GetValue(_documentTokens),
        FrozenLayers = parsed.GetValue(_frozen),
        Batch = parsed.GetValue(_batch),
    };

    private List<TowerTeacher> Teachers(ParseResult parsed)
    {
        var (files, shares) = (parsed.GetValue(_teachers)!, parsed.GetValue(_shares) ?? []);
        var (queries, documents) = (parsed.GetValue(_queryPrefixes) ?? [], parsed.GetValue(_documentPrefixes) ?? []);
        if (new[] { shares.Length, queries.Length, documents.Length }.Max() > files.Length)
        {
            throw new UnusableInputException("There are more prefixes or shares than teachers. Give one for each --teacher, in their order.");
        }

        return shares.All(share => double.IsFinite(share) && share > 0)
            ? [.. files.Select((file, i) => new TowerTeacher(
                file, queries.ElementAtOrDefault(i) ?? "", documents.ElementAtOrDefault(i) ?? "", i < shares.Length ? shares[i] : 1))]
            : throw new UnusableInputException($"{_shares.Name} takes numbers above 0.");
    }
}
