using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using TwinBert.Configuration;

namespace TwinBert.Cli.Serve;

/// <summary>
/// Log lines of a serving process: one line each, to standard error, of ours and of what goes wrong below us. The level can change while it runs. Thread-safe.
/// </summary>
/// <param name="options">How they are written.</param>
internal sealed class ServeLogging(LogOptions options)
{
    private volatile int _level = (int)LevelOf(options);

    /// <summary>Says as much as other options say from now on.</summary>
    public void SetLevel(LogOptions other) => _level = (int)LevelOf(other);

    /// <summary>Sets a log up.</summary>
    public void Configure(ILoggingBuilder logging)
    {
        if (options.Format == "json")
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = LineFormatter.Time;
            });
        }
        else
        {
            logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
            logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter(level => (int)level >= _level);
        logging.AddFilter("Microsoft", level => (int)level >= Math.Max(_level, (int)LogLevel.Warning));

        // A start that failed ends the process with a message of its own.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // The forwarder's failures are logged once, by us.
        logging.AddFilter("Yarp", LogLevel.None);
    }

    private static LogLevel LevelOf(LogOptions options) => Enum.Parse<LogLevel>(options.Level, ignoreCase: true);
}
