using System.CommandLine;
using System.CommandLine.Parsing;
using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;
using TwinBert.Terminal;
using TwinBert.Training.Distillation;
using TwinBert.Training.Loop;
using TwinBert.Training.Runs;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train embed-distill</c>: a small encoder that embeds as large ones do.</summary>
internal sealed class EmbedDistillCommand
{
    private const double LearningRate = 5e-4;
    private const int EvaluateEvery = 500;
    private const int Nearest = 12;
    private readonly Option<string> _teacher = new("--teacher")
    {
        Description = "A BERT in Hugging Face layout: the student starts from its layers, and learns its embeddings.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string?> _start = new("--start")
    {
        Description = "Go on from the best weights of an earlier embed-distill run with the same teachers, not from --teacher's layers.",
        HelpName = "RUN",
    };
    private readonly Option<string> _teacherPrecision = new("--teacher-precision")
    {
        Description = "What that teacher encodes the texts in; int8 is two to three times as fast.",
        DefaultValueFactory = _ => "fp32",
    };
    private readonly Option<string> _layers = new("--layers")
    {
        Description = "The layers that the student takes, from 0; all if not given.",
        HelpName = "0,2,4",
        DefaultValueFactory = _ => "",
    };
    private readonly Option<string[]> _scoreTeachers = new("--score-teacher")
    {
        Description = "Another sentence encoder to learn from, as an ONNX file; may be repeated.",
        HelpName = "FILE",
    };
    private readonly Option<string> _queryPrefix = new("--query-prefix")
    {
        Description = "What score teachers read before a query.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "query: ",
    };
    private readonly Option<string> _documentPrefix = new("--document-prefix")
    {
        Description = "What they read before a document.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "passage: ",
    };
    private readonly Option<bool> _centre = new("--centre") { Description = "Take the mean out of their embeddings.", DefaultValueFactory = _ => true };
    private readonly Option<double> _share = new("--share")
    {
        Description = "The weight of each of them; that of --teacher is 1.",
        HelpName = "X",
        DefaultValueFactory = _ => 2,
    };
    private readonly Option<string?> _vocabulary = new("--vocab")
    {
        Description = "The vocabulary of student and teachers; the teacher's vocab.txt if not given.",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _texts = new("--text")
    {
        Description = "Texts: a .jsonl or .jsonl.gz file with query, document or text in its lines, or a BEIR folder. May be repeated; what is named twice "
            + "counts twice.",
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
    private readonly Option<int?> _queryNeighbours = new("--query-neighbours")
    {
        Description = "Of BEIR folders with --split: put each query beside N documents that the teachers put near it; the folder's documents stand nowhere "
            + "else.",
        HelpName = "N",
    };
    private readonly Option<int?> _ofNearest = new("--of-nearest")
    {
        Description = $"Draw those from the M nearest documents of the folder; {Nearest} if not given.",
        HelpName = "M",
    };
    private readonly Option<int> _maxTokens = new("--max-tokens") { Description = "The most tokens of a text.", HelpName = "N", DefaultValueFactory = _ => 56 };
    private readonly Option<int?> _documentTokens = new("--document-tokens")
    {
        Description = "The most tokens of a BEIR folder's document; --max-tokens if not given.",
        HelpName = "N",
    };
    private readonly Option<int> _dimensions = new("--dimensions")
    {
        Description = "The components of the student's embeddings.",
        HelpName = "N",
        DefaultValueFactory = _ => 128,
    };
    private readonly Option<string> _pooling = new("--pooling") { Description = "How the tokens' vectors become one.", DefaultValueFactory = _ => "mean" };
    private readonly Option<int> _batch = new("--batch") { Description = "The least texts of a batch.", HelpName = "N", DefaultValueFactory = _ => 128 };
    private readonly RunOptions _run = new(LearningRate, EvaluateEvery);

    private EmbedDistillCommand()
    {
        _teacherPrecision.AcceptOnlyFromAmong("fp32", "int8");
        _pooling.AcceptOnlyFromAmong("mean", "cls", "weighted");
        _maxTokens.AtLeast(WordPieceTokenizer.LeastLimit);
        _documentTokens.AtLeast(WordPieceTokenizer.LeastLimit);
        _queryNeighbours.AtLeast(1);
        _ofNearest.AtLeast(1);
        _dimensions.AtLeast(1);
        _batch.AtLeast(2);
        _share.Positive();
    }

    /// <summary>Makes the command.</summary>
    public static Command Create() => new EmbedDistillCommand().Command();

    private ExampleCommand Command()
    {
        var command = new ExampleCommand("embed-distill", "Teach a small encoder to embed as larger ones do, on unlabelled text.")
        {
            Examples =
            [
                "twinbert-train embed-distill --teacher all-MiniLM-L6-v2 --layers 0,2,4 --text pairs.jsonl.gz --text samples/catalogue --minutes 30 --out "
                    + "runs/small",
                "twinbert-train embed-distill --teacher all-MiniLM-L6-v2 --layers 0,2,4 --score-teacher e5-small-v2/model.onnx --text pairs.jsonl.gz "
                    + "--steps 4000 --out runs/small",
                "twinbert-train embed-distill --teacher all-MiniLM-L6-v2 --start runs/small --text pairs.jsonl.gz --text DIR --split train "
                    + "--query-neighbours 3 --learning-rate 3e-4 --steps 1300 --out runs/small-2",
            ],
            Notes =
            [
                "Ctrl-C finishes the step and writes a checkpoint; the same command goes on from it.",
                "A score teacher reads the same vocabulary; it takes input_ids and attention_mask, and gives embedding or last_hidden_state.",
            ],
        };
        foreach (var option in new Option[]
        {
            _teacher, _start, _teacherPrecision, _layers, _scoreTeachers, _queryPrefix, _documentPrefix, _centre, _share, _vocabulary, _texts, _fields, _split,
            _queryNeighbours, _ofNearest,
            _maxTokens, _documentTokens, _dimensions, _pooling, _batch,
        })
        {
            command.Add(option);
        }

        _run.AddTo(command);
        command.Validators.Add(RefuseBesideStart);
        _run.SetAction(command, parsed =>
        {
            var options = Read(parsed);
            return (session, cancellationToken) => new EmbedDistillRun(options, session).Run(cancellationToken);
        });
        return command;
    }

    /// <summary>The encoder of a run has a shape already, and the run is not to be overwritten by what goes on from it.</summary>
    private void RefuseBesideStart(CommandResult result)
    {
        if (result.GetValue(_start) is not { } start)
        {
            return;
        }

        if (_run.FolderOf(result) is { } folder && Path.GetFullPath(folder) == Path.GetFullPath(start))
        {
            result.AddError("--start and --out are the same run. Give a folder of its own with --out.");
        }

        if (new Option[] { _layers, _dimensions, _pooling }.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } given)
        {
            result.AddError($"{given.Name} is not given with --start: the student keeps the shape that it has.");
        }
    }

    private EmbedDistillOptions Read(ParseResult parsed) => new()
    {
        Teacher = parsed.GetValue(_teacher)!,
        Start = parsed.GetValue(_start),
        TeacherPrecision = parsed.GetValue(_teacherPrecision) == "int8" ? EncoderPrecision.Quantised : EncoderPrecision.Full,
        Layers = Lists.Numbers(_layers.Name, parsed.GetValue(_layers)!),
        ScoreTeachers = parsed.GetValue(_scoreTeachers) ?? [],
        QueryPrefix = parsed.GetValue(_queryPrefix)!,
        DocumentPrefix = parsed.GetValue(_documentPrefix)!,
        Centre = parsed.GetValue(_centre),
        Share = parsed.GetValue(_share),
        Vocabulary = parsed.GetValue(_vocabulary) ?? Path.Combine(parsed.GetValue(_teacher)!, "vocab.txt"),
        Texts = parsed.GetValue(_texts)!,
        TextFields = Lists.Names(_fields.Name, parsed.GetValue(_fields)!),
        Split = parsed.GetValue(_split),
        QueryNeighbours = parsed.GetValue(_queryNeighbours) ?? 0,
        OfNearest = parsed.GetValue(_ofNearest) ?? Nearest,
        MaxTokens = parsed.GetValue(_maxTokens),
        DocumentTokens = parsed.GetValue(_documentTokens) ?? parsed.GetValue(_maxTokens),
        Dimensions = parsed.GetValue(_dimensions),
        Pooling = Enum.Parse<Pooling>(parsed.GetValue(_pooling)!, ignoreCase: true),
        Batch = parsed.GetValue(_batch),
    };
}
