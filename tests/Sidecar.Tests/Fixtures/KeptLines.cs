using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>A log whose lines are kept.</summary>
internal sealed class KeptLines<T> : ILogger<T>
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> All => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));
}
