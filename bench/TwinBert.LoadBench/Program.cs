using System.CommandLine;
using TwinBert.LoadBench;

var engine = new Option<string>("--engine") { Description = "The engine to measure against.", DefaultValueFactory = _ => "http://127.0.0.1:9200" };
var model = new Option<string>("--model") { Description = "The model package.", DefaultValueFactory = _ => "models/twinbert-en-small" };
var documents = new Option<int>("--documents") { Description = "How many documents to generate.", DefaultValueFactory = _ => 3_000 };
var seconds = new Option<int>("--seconds") { Description = "How long to measure each concurrency.", DefaultValueFactory = _ => 10 };
var commit = new Option<string>("--commit") { Description = "The commit that is measured, for the report.", DefaultValueFactory = _ => "unknown" };
var root = new RootCommand("Measures searches through the sidecar against the same searches sent to the engine, interleaved in one run.") { engine, model, documents, seconds, commit };
root.SetAction(async (parsed, cancellationToken) =>
{
    var plan = new LoadPlan(new Uri(parsed.GetValue(engine)!), parsed.GetValue(model)!, parsed.GetValue(documents), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
    await using var setup = await LoadSetup.StartAsync(plan, cancellationToken);
    var results = new List<LoadResult>();
    foreach (var concurrency in new[] { 1, 4 })
    {
        results.AddRange(await LoadRun.MeasureAsync(setup, concurrency, plan.Duration, cancellationToken));
    }

    Console.WriteLine(LoadReport.Write(plan, setup, results, parsed.GetValue(commit)!));
});
return await root.Parse(args).InvokeAsync();
