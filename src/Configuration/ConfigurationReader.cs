using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace TwinBert.Configuration;

/// <summary>
/// Reads <c>twinbert.json</c>, then the environment (<c>TWINBERT__Upstream__Url</c>), then what the command line says; later ones win.
/// Unknown names are errors: a misspelt setting must not be silently without effect.
/// </summary>
public static class ConfigurationReader
{
    /// <summary>The file that is read when none is named.</summary>
    public const string DefaultFile = "twinbert.json";

    /// <summary>Reads and checks a configuration; reports all errors at once.</summary>
    /// <param name="file">The file, or <see langword="null"/> for <see cref="DefaultFile"/> where it is present.</param>
    /// <param name="overrides">Settings that win over file and environment, by path: <c>Upstream:Url</c>.</param>
    public static ConfigurationResult Read(string? file, IReadOnlyDictionary<string, string?> overrides)
    {
        var path = Path.GetFullPath(file ?? DefaultFile);
        if (file is not null && !File.Exists(path))
        {
            return Failed("", $"The configuration file '{file}' does not exist. Create it, or name another with --config.");
        }

        IConfigurationRoot root;
        try
        {
            root = new ConfigurationBuilder()
                .AddJsonFile(path, optional: true)
                .AddEnvironmentVariables("TWINBERT__")
                .AddInMemoryCollection(overrides)
                .Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            return Failed("", $"The configuration file '{path}' cannot be read{Place(e)}: {(e.InnerException ?? e).Message}");
        }

        return Bind(root);
    }

    // As editors count: from one.
    private static string Place(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is JsonException { LineNumber: { } line, BytePositionInLine: { } column })
            {
                return string.Create(CultureInfo.InvariantCulture, $", line {line + 1}, column {column + 1}");
            }
        }

        return "";
    }

    private static ConfigurationResult Bind(IConfiguration root)
    {
        var errors = new List<ConfigurationError>();
        UnknownNames.Find(root, typeof(TwinBertOptions), errors);
        var options = SecretFiles.Read(OptionsBinder.Bind(root, errors), errors);
        OptionsValidator.Validate(options, errors);
        return errors.Count == 0 ? new(options, errors) : new(null, errors);
    }

    private static ConfigurationResult Failed(string path, string message) => new(null, [new(path, message)]);
}
