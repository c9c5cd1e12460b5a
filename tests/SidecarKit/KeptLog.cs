using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TwinBert.SidecarKit;

/// <summary>The log of a whole sidecar, whose lines are kept. Thread-safe.</summary>
public sealed class KeptLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _came = new(0);

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Waits for a line that begins with a text.</summary>
    public async Task<string> WithAsync(string beginning, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await _came.WaitAsync(cancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Category(this);

    public void Dispose() => _came.Dispose();

    private sealed class Category(KeptLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            log._lines.Enqueue(formatter(state, exception));
            log._came.Release();
        }
    }
}
