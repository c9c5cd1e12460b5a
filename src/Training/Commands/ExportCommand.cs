using System.CommandLine;
using TwinBert.Export.Bert;
using TwinBert.Terminal;
using TwinBert.Training.Loop;
using TwinBert.Training.Packages;

namespace TwinBert.Training.Commands;

/// <summary><c>twinbert-train export</c>: a model package of a run.</summary>
internal sealed class ExportCommand
{
    private readonly Option<string> _run = new("--run") { Description = "The run of distill, embed-distill or tower.", HelpName = "RUN", Required = true };
    private readonly Option<string?> _documentRun = new("--document-run")
    {
        Description = "The run of the document tower, where --run is a query tower of the same space.",
        HelpName = "RUN",
    };
    private readonly Option<string[]> _documentTeachers = new(TeacherEnsemble.Option)
    {
        Description = "A teacher of --run, a query tower's, that encodes documents itself, as an ONNX file; once for each of its teachers, in their order.",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _heads = new("--head-run")
    {
        Description = "A run of distill --head-alone on the same encoder; may be repeated.",
        HelpName = "RUN",
    };
    private readonly Option<string> _target = new("--out") { Description = "Where the package shall be.", HelpName = "DIR", Required = true };
    private readonly Option<string> _precision = new("--precision")
    {
        Description = "How weights are stored: int8 is a quarter of the size, and two to three times as fast.",
        DefaultValueFactory = _ => "int8",
    };
    private readonly Option<string?> _name = new("--name") { Description = "The model's name; the run folder's if not given.", HelpName = "NAME" };
    private readonly Option<int?> _queryTokens = new("--query-tokens") { Description = "The most tokens of a query; as trained if not given.", HelpName = "N" };
    private readonly Option<int?> _documentTokens = new("--document-tokens")
    {
        Description = "The most tokens of a document; as trained if not given.",
        HelpName = "N",
    };
    private readonly Option<string?> _source = new("--source")
    {
        Description = "Where the weights come from, for the manifest; of a run that keeps a package's documents, what that says if not given.",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _licence = new("--licence") { Description = "The weights' licence as an SPDX expression; likewise.", HelpName = "SPDX" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a folder that has content." };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new ExportCommand().Build();

    private ExampleCommand Build()
    {
        _precision.AcceptOnlyFromAmong("int8", "fp32");
        _queryTokens.AtLeast(1);
        _documentTokens.AtLeast(1);
        var command = new ExampleCommand("export", "Make a model package of a run.")
        {
            Examples =
            [
                "twinbert-train export --run runs/small --out models/small",
                "twinbert-train export --run runs/student --head-run runs/residual --out models/shop",
                "twinbert-train export --run runs/query --document-run runs/document --out models/shop",
                "twinbert-train export --run runs/query --document-teacher l6/encoder.onnx --document-teacher arctic/encoder.onnx --out models/shop",
            ],
        };
        foreach (var option in new Option[]
        {
            _run, _documentRun, _documentTeachers, _heads, _target, _precision, _name, _queryTokens, _documentTokens, _source, _licence, _force,
        })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            var (teachers, run, precision) = (result.GetResult(_documentTeachers), result.GetResult(_documentRun), result.GetResult(_precision));
            if (teachers is { Implicit: false } && (run is not null || precision is { Implicit: false } && precision.GetValueOrDefault<string>() != "int8"))
            {
                result.AddError(
                    run is not null
                        ? $"Give either {_documentRun.Name} or {_documentTeachers.Name}."
                        : $"{_documentTeachers.Name} takes teachers as they are stored, so that {_precision.Name} can be int8 alone.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // Heads are read by the layers that were trained.
        TorchRuntime.Require();
        var package = await new RunPackage
        {
            Run = parsed.GetValue(_run)!,
            DocumentRun = parsed.GetValue(_documentRun),
            DocumentTeachers = parsed.GetValue(_documentTeachers) ?? [],
            Heads = parsed.GetValue(_heads) ?? [],
            Precision = parsed.GetValue(_precision) == "int8" ? EncoderPrecision.Quantised : EncoderPrecision.Full,
            Name = parsed.GetValue(_name),
            QueryTokens = parsed.GetValue(_queryTokens),
            DocumentTokens = parsed.GetValue(_documentTokens),
            Source = parsed.GetValue(_source),
            Licence = parsed.GetValue(_licence),
        }.WriteAsync(parsed.GetValue(_target)!, parsed.GetValue(_force), cancellationToken);
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            $"{package.Manifest.Name}, {package.Manifest.Encoders.Weights}, {package.Dimensions} dimensions, "
                + $"{string.Join(", ", package.Crossings.Keys)}, fingerprint {package.Fingerprint}: {package.Folder}");
        return ExitCode.Done;
    }
}
