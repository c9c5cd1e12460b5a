using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using TwinBert.Terminal;

namespace TwinBert.Cli.Serve;

/// <summary>One line for each message, in which nothing that came from elsewhere can begin another. Thread-safe.</summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    /// <summary>What the formatter is chosen by.</summary>
    public const string FormatterName = "twinbert-line";

    /// <summary>How a time is written.</summary>
    public const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var cause = logEntry.Exception is { } exception ? " " + OneLine.Of(exception.ToString().ReplaceLineEndings(" ")) : "";
        var now = TimeProvider.System.GetUtcNow().ToString(Time, CultureInfo.InvariantCulture);
        textWriter.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{now} {Word(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {OneLine.Of(message)}{cause}"));
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
