using System.Diagnostics;
using System.Globalization;

namespace TwinBert.LoadBench.Servers;

/// <summary>A server in a process of its own, so that its memory and its processor time are its own. Ends with its owner.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri url, bool isOwn) => (_process, Url, IsOwn) = (process, url, isOwn);

    /// <summary>Whether it is one of this program's.</summary>
    public bool IsOwn { get; }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>The processor time that it and its children took so far.</summary>
    public TimeSpan ProcessorTime => Family().Aggregate(TimeSpan.Zero, (sum, process) => sum + process.TotalProcessorTime);

    /// <summary>The memory that it and its children hold now, in bytes.</summary>
    public long WorkingSet => Family().Sum(process => process.WorkingSet64);

    /// <summary>The bytes that one of this program's servers has allocated so far.</summary>
    public long Allocated()
    {
        _process.StandardInput.WriteLine();
        return long.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Starts this program as one of its servers, which says where it listens on its first line.</summary>
    public static async Task<ServerProcess> StartAsync(string role, CancellationToken cancellationToken, params string[] arguments)
    {
        var process = Start(Environment.ProcessPath!, [typeof(ServerProcess).Assembly.Location, "serve", role, .. arguments], isOwn: true);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException($"The {role} did not start.");
        return new(process, new(line), isOwn: true);
    }

    /// <summary>Starts another program, whose address is known.</summary>
    public static async Task<ServerProcess> StartAsync(string program, IReadOnlyList<string> arguments, Uri url, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(Start(program, arguments, isOwn: false), url, isOwn: false);
        using var client = new HttpClient { BaseAddress = url };
        while (!await AnswersAsync(client, cancellationToken))
        {
            await Task.Delay(50, cancellationToken);
        }

        return server;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, bool isOwn)
    {
        // dotnet PROGRAM.dll where this runs as that, PROGRAM alone where it is an executable.
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet" || !isOwn;
        return Process.Start(new ProcessStartInfo(program, isHost ? arguments : [.. arguments.Skip(1)])
        {
            RedirectStandardInput = isOwn,
            RedirectStandardOutput = isOwn,
        })!;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private IEnumerable<Process> Family() => Directory.EnumerateFiles($"/proc/{_process.Id}/task/{_process.Id}", "children")
        .SelectMany(file => File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)))
        .Prepend(Process.GetProcessById(_process.Id));
}
