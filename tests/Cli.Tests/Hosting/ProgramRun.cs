using System.Diagnostics;
using System.Threading.Channels;

namespace TwinBert.Cli.Tests.Hosting;

/// <summary>The built program in a process of its own, for what belongs to a process: its environment, signals, exit code.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();

    private ProgramRun(Process process) => _process = process;

    public int Id => _process.Id;

    public static ProgramRun Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "twinbert.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var run = new ProgramRun(new Process { StartInfo = start });
        run._process.ErrorDataReceived += (_, line) => run.Take(line.Data);
        run._process.Start();
        run._process.BeginErrorReadLine();
        run._process.BeginOutputReadLine();
        return run;
    }

    /// <summary>The next line on standard error that has a text; all that came where the program ends before it.</summary>
    public async Task<string> ErrorWithAsync(string text, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await foreach (var line in _errors.Reader.ReadAllAsync(cancellationToken))
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The program ended without saying \"{text}\": {string.Join('\n', lines)}");
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, and the lines on standard error that nobody has read.</returns>
    public async Task<(int ExitCode, string[] Errors)> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, [.. await _errors.Reader.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken)]);
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _errors.Writer.Complete();
            return;
        }

        _errors.Writer.TryWrite(line);
    }
}
