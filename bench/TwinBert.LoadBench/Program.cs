using System.CommandLine;
using TwinBert.LoadBench.Forwarding;
using TwinBert.LoadBench.Searching;
using TwinBert.LoadBench.Servers;
using TwinBert.LoadBench.Streaming;

var commit = new Option<string>("--commit")
{
    Description = "The commit that is measured, for the report.",
    DefaultValueFactory = _ => "unknown",
    Recursive = true,
};
var root = new RootCommand("Measures the sidecar under load, each way in turn in one run.")
{
    commit,
    SearchCommand(),
    ForwardingCommand(),
    StreamingCommand(),
    Serve(),
};
return await root.Parse(args).InvokeAsync();

Command SearchCommand()
{
    var engine = new Option<string>("--engine") { Description = "The engine to measure against.", DefaultValueFactory = _ => "http://127.0.0.1:9200" };
    var model = new Option<string>("--model") { Description = "The model package.", DefaultValueFactory = _ => "models/twinbert-en-tiny" };
    var documents = new Option<int[]>("--documents")
    {
        Description = "How many documents to generate, for each index.",
        DefaultValueFactory = _ => [10_000, 1_000_000],
        AllowMultipleArgumentsPerToken = true,
    };
    var seconds = new Option<int>("--seconds") { Description = "How long to measure each load.", DefaultValueFactory = _ => 60 };
    var graphs = new Option<string[]>("--cross-encoder")
    {
        Description = "Graphs for the engine's own reranker to call; the model's own where none is named.",
        AllowMultipleArgumentsPerToken = true,
    };
    var keep = new Option<bool>("--keep") { Description = "Leave the indices for another run." };
    var output = new Option<string?>("--output") { Description = "The file of the report." };
    var docs = new Option<string[]>("--docs") { Description = "Documents with the report's short table in them.", AllowMultipleArgumentsPerToken = true };
    var command = new Command(
        "search",
        "Searches through the sidecar, by each plan, and through nginx, against the same searches sent to the engine.")
    {
        engine, model, documents, seconds, graphs, keep, output, docs,
    };
    command.SetAction(async (parsed, cancellationToken) =>
    {
        var package = parsed.GetValue(model)!;
        var plan = new SearchBenchPlan(
            new Uri(parsed.GetValue(engine)!),
            package,
            parsed.GetValue(documents)!,
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(graphs) is { Length: > 0 } named ? named : [Path.Combine(package, "encoder.onnx")],
            parsed.GetValue(keep));
        var bench = await SearchBench.RunAsync(plan, cancellationToken);
        var report = SearchReport.Write(plan, bench, parsed.GetValue(commit)!);
        Console.WriteLine(report);
        if (parsed.GetValue(output) is { } file)
        {
            await File.WriteAllTextAsync(file, report, cancellationToken);
        }

        Array.ForEach(parsed.GetValue(docs) ?? [], document => SearchReport.Insert(report, document));
    });
    return command;
}

Command ForwardingCommand()
{
    var seconds = new Option<int>("--seconds") { Description = "How long to measure each exchange and concurrency.", DefaultValueFactory = _ => 10 };
    var command = new Command(
        "forwarding",
        "Requests that are passed on untouched, by the sidecar, by YARP alone and by nginx (which must be installed).") { seconds };
    command.SetAction(async (parsed, cancellationToken) =>
    {
        var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
        using var setup = await ForwardingSetup.StartAsync(cancellationToken);
        var results = new List<ForwardingResult>();
        foreach (var exchange in ForwardingRun.Exchanges)
        {
            foreach (var concurrency in new[] { 1, 4, 16 })
            {
                results.AddRange(await ForwardingRun.MeasureAsync(setup, exchange, concurrency, duration, cancellationToken));
            }
        }

        Console.WriteLine(ForwardingReport.Write(results, duration, parsed.GetValue(commit)!));
    });
    return command;
}

Command StreamingCommand()
{
    var megabytes = new Option<int>("--megabytes") { Description = "How large the bulk request is.", DefaultValueFactory = _ => 1_000 };
    var command = new Command("streaming", "The sidecar's memory while one large bulk request streams through it.") { megabytes };
    command.SetAction(async (parsed, cancellationToken) =>
        Console.WriteLine(await StreamingRun.MeasureAsync(parsed.GetValue(megabytes) * 1_000_000L, parsed.GetValue(commit)!, cancellationToken)));
    return command;
}

Command Serve()
{
    var role = new Argument<string>("role") { Description = "upstream, yarp, cross-encoder or sidecar." };
    var arguments = new Argument<string[]>("arguments") { Description = "What it needs.", Arity = ArgumentArity.ZeroOrMore };
    var command = new Command("serve", "What the other commands start in processes of their own.") { role, arguments };
    command.Hidden = true;
    command.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(parsed.GetValue(role)!, parsed.GetValue(arguments) ?? [], cancellationToken));
    return command;
}
