using System.CommandLine;
using TwinBert.Configuration;
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
    var model = new Option<string>("--model") { Description = "The model package.", DefaultValueFactory = _ => "models/twinbert-en-small" };
    var documents = new Option<int>("--documents") { Description = "How many documents to generate.", DefaultValueFactory = _ => 3_000 };
    var seconds = new Option<int>("--seconds") { Description = "How long to measure each concurrency.", DefaultValueFactory = _ => 10 };
    var window = new Option<int>("--window") { Description = "How many hits are reranked.", DefaultValueFactory = _ => 100 };
    var own = new Option<double>("--own-milliseconds")
    {
        Description = "Limits:RerankTimeout.",
        DefaultValueFactory = _ => new LimitOptions().RerankTimeout.TotalMilliseconds,
    };
    var command = new Command(
        "search",
        "Searches through the sidecar against the same searches sent to the engine.") { engine, model, documents, seconds, window, own };
    command.SetAction(async (parsed, cancellationToken) =>
    {
        var plan = new LoadPlan(
            new Uri(parsed.GetValue(engine)!),
            parsed.GetValue(model)!,
            parsed.GetValue(documents),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(window),
            TimeSpan.FromMilliseconds(parsed.GetValue(own)));
        await using var setup = await LoadSetup.StartAsync(plan, cancellationToken);
        var results = new List<LoadResult>();
        foreach (var concurrency in new[] { 1, 4, 16 })
        {
            results.AddRange(await LoadRun.MeasureAsync(setup, concurrency, plan.Duration, cancellationToken));
        }

        Console.WriteLine(LoadReport.Write(plan, setup, results, parsed.GetValue(commit)!));
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
    var role = new Argument<string>("role") { Description = "upstream, yarp or sidecar." };
    var upstream = new Argument<string?>("upstream") { Description = "Where to pass requests on to.", DefaultValueFactory = _ => null };
    var command = new Command("serve", "What the other commands start in processes of their own.") { role, upstream };
    command.Hidden = true;
    command.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(parsed.GetValue(role)!, parsed.GetValue(upstream), cancellationToken));
    return command;
}
