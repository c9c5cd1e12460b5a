using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace TwinBert.Benchmarks;

/// <summary>
/// Runs the benchmarks of a class in turns of a few milliseconds, so that whatever else a machine does at the time hits all of them alike, and gives each
/// one's time as a ratio to the first one's in the same round.
/// </summary>
internal static class Turns
{
    private const int Rounds = 400;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Runs a class, once for each combination of its parameters.</summary>
    public static void Run(Type type)
    {
        foreach (var parameters in Combinations([.. type.GetProperties().Where(property => property.IsDefined(typeof(ParamsAttribute)))]))
        {
            var instance = Activator.CreateInstance(type)!;
            foreach (var (property, value) in parameters)
            {
                property.SetValue(instance, value);
            }

            Array.ForEach(Marked<GlobalSetupAttribute>(type), setup => setup.Invoke(instance, null));
            Console.WriteLine($"\n{type.Name}: {string.Join(", ", parameters.Select(parameter => $"{parameter.Property.Name} {parameter.Value}"))}\n");
            Measure(instance, Marked<BenchmarkAttribute>(type));
        }
    }

    private static void Measure(object instance, MethodInfo[] methods)
    {
        var runs = Array.ConvertAll(methods, method => MethodInvoker.Create(method));
        var calls = Array.ConvertAll(runs, run => Warm(instance, run));
        var times = methods.Select(_ => new double[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < runs.Length; i++)
            {
                times[i][round] = Time(instance, runs[i], calls[i]) / calls[i];
            }
        }

        Console.WriteLine("| method | ratio, median | quartiles | least time, µs |\n|---|---|---|---|");
        foreach (var (method, time) in methods.Zip(times))
        {
            var ratios = time.Zip(times[0], (own, first) => own / first).Order().ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {method.Name} | {ratios[Rounds / 2]:0.00} | {ratios[Rounds / 4]:0.00}–{ratios[Rounds * 3 / 4]:0.00} | {time.Min():0.0} |"));
        }
    }

    /// <summary>Runs a benchmark until it is compiled for good.</summary>
    /// <returns>The calls that fill a turn.</returns>
    private static int Warm(object instance, MethodInvoker run)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
        {
            run.Invoke(instance);
        }

        var fastest = Enumerable.Range(0, 20).Min(_ => Time(instance, run, 1));
        return Math.Max(1, (int)(Turn.TotalMicroseconds / fastest));
    }

    private static double Time(object instance, MethodInvoker run, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            run.Invoke(instance);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static MethodInfo[] Marked<T>(Type type)
        where T : Attribute =>
    [
        .. type.GetMethods()
            .Where(method => method.IsDefined(typeof(T)))
            .OrderBy(method => method.GetCustomAttribute<BenchmarkAttribute>()?.Baseline == false),
    ];

    private static IEnumerable<(PropertyInfo Property, object? Value)[]> Combinations(PropertyInfo[] properties) => properties.Aggregate(
        (IEnumerable<(PropertyInfo, object?)[]>)[[]],
        (all, property) => all.SelectMany(some => ValuesOf(property).Select(value => some.Append((property, value)).ToArray())));

    private static object?[] ValuesOf(PropertyInfo property) => property.GetCustomAttribute<ParamsAttribute>()!.Values;
}
