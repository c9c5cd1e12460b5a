using System.CommandLine;
using TwinBert.Model.Crossing;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;
using TwinBert.Training.Corpus;
using TwinBert.Training.Heads;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;
using TwinBert.Training.Students;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train distill</c>: a student of a teacher that labelled pairs.</summary>
internal sealed class DistillCommand
{
    /// <summary>Keeps a package's documents.</summary>
    public const string QueryAlone = "--query-alone";

    /// <summary>What it does.</summary>
    public const string QueryAloneDescription =
        "Of a package: train the query side alone, and keep the documents' as it is, so that what is embedded in an index stays valid.";

    private const double LearningRate = 2e-4;
    private const int EvaluateEvery = 200;
    private readonly Option<string> _student = new("--student")
    {
        Description = "Where the student starts: a model package, an earlier run, or a BERT in Hugging Face layout.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string?> _vocabulary = new("--vocab") { Description = "Of a BERT: its vocabulary; its vocab.txt if not given.", HelpName = "FILE" };
    private readonly Option<string> _layers = new("--layers")
    {
        Description = "Of a BERT: the layers to take, from 0; all if not given.",
        HelpName = "0,2,4",
        DefaultValueFactory = _ => "",
    };
    private readonly Option<int> _dimensions = new("--dimensions")
    {
        Description = "Of a BERT: the components of the student's embeddings.",
        HelpName = "N",
        DefaultValueFactory = _ => 128,
    };
    private readonly Option<string> _pooling = new("--pooling")
    {
        Description = "Of a BERT: how the tokens' vectors become one.",
        DefaultValueFactory = _ => "mean",
    };
    private readonly Option<string> _scores = new("--scores")
    {
        Description = "The teacher's scores, as label wrote them.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string> _head = new("--head") { Description = "The crossing layer.", DefaultValueFactory = _ => "cosine" };
    private readonly Option<bool> _headAlone = new("--head-alone")
    {
        Description = "Keep the encoder as it is and train the head on its embeddings: a matter of minutes.",
    };
    private readonly Option<bool> _queryAlone = new(QueryAlone) { Description = QueryAloneDescription };
    private readonly Option<string> _combiner = new("--combiner")
    {
        Description = "Of residual: how query and document are joined.",
        DefaultValueFactory = _ => "max",
    };
    private readonly Option<int> _innerSize = new("--inner-size")
    {
        Description = "Of residual: its inner size.",
        HelpName = "N",
        DefaultValueFactory = _ => 256,
    };
    private readonly Option<int> _units = new("--units")
    {
        Description = "Of querynet: the vectors that are made of a query.",
        HelpName = "N",
        DefaultValueFactory = _ => 8,
    };
    private readonly Option<bool> _prior = new("--prior")
    {
        Description = "Of residual and querynet: start as the cosine, and learn a correction.",
        DefaultValueFactory = _ => true,
    };
    private readonly LossOptions _losses = new();
    private readonly Option<double> _dropout = RunOptions.Dropout(0);
    private readonly SplitOptions _splits = new(200);
    private readonly DatasetOptions _dataset = new(16, 96);
    private readonly RunOptions _run = new(LearningRate, EvaluateEvery);

    private DistillCommand()
    {
        _pooling.AcceptOnlyFromAmong("mean", "cls", "weighted");
        _head.AcceptOnlyFromAmong("cosine", "residual", "querynet");
        _combiner.AcceptOnlyFromAmong("max", "concat");
        foreach (var option in new[] { _dimensions, _innerSize, _units })
        {
            option.AtLeast(1);
        }
    }

    /// <summary>Makes the command.</summary>
    public static Command Create() => new DistillCommand().Command();

    private ExampleCommand Command()
    {
        var command = new ExampleCommand("distill", "Train an encoder and its crossing layer on a teacher's scores.")
        {
            Examples =
            [
                "twinbert-train distill --student runs/small --dataset DIR --scores scores.tsv --dev-split dev --steps 3000 --out runs/student",
                "twinbert-train distill --student runs/student --dataset DIR --scores scores.tsv --dev-split dev --head residual --head-alone "
                    + "--learning-rate 5e-4 --steps 4000 --patience 5 --out runs/residual",
                "twinbert-train distill --student models/twinbert-en-base --query-alone --dataset DIR --scores scores.tsv --steps 3000 --out runs/queries",
                "twinbert-train distill --student runs/small --dataset DIR --scores scores.tsv --labels-only --steps 3000 --out runs/labels",
            ],
        };
        Option[] options =
        [
            _student, _vocabulary, _layers, _dimensions, _pooling, _scores, .. _splits.All, _head, _headAlone, _queryAlone, _combiner, _innerSize, _units,
            _prior, _dropout,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        _losses.AddTo(command);
        _dataset.AddTo(command);
        _run.AddTo(command);
        _run.SetAction(command, parsed =>
        {
            var (plan, source) = (Read(parsed), _dataset.Read(parsed));
            return (session, cancellationToken) => new DistillRun(plan, source, session).Run(cancellationToken);
        });
        return command;
    }

    private DistillPlan Read(ParseResult parsed) => new()
    {
        Student = parsed.GetValue(_student)!,
        Vocabulary = parsed.GetValue(_vocabulary),
        Layers = Lists.Numbers(_layers.Name, parsed.GetValue(_layers)!),
        Dimensions = parsed.GetValue(_dimensions),
        Pooling = Enum.Parse<Pooling>(parsed.GetValue(_pooling)!, ignoreCase: true),
        Scores = parsed.GetValue(_scores)!,
        Split = _splits.SplitOf(parsed),
        DevSplit = _splits.DevOf(parsed),
        DevQueries = _splits.DevQueriesOf(parsed),
        HeadAlone = parsed.GetValue(_headAlone),
        QueryAlone = parsed.GetValue(_queryAlone),
        Dropout = parsed.GetValue(_dropout),
        Losses = _losses.Read(parsed),
        Head = new(Enum.Parse<HeadKind>(parsed.GetValue(_head)!, ignoreCase: true), parsed.GetValue(_dimensions))
        {
            Combiner = parsed.GetValue(_combiner) == "max" ? Combiner.Max : Combiner.Concatenate,
            InnerSize = parsed.GetValue(_innerSize),
            Units = parsed.GetValue(_units),
            HasPrior = parsed.GetValue(_prior),
        },
    };
}
