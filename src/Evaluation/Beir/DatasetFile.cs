using System.IO.Compression;

namespace TwinBert.Evaluation.Beir;

/// <summary>One file of a dataset.</summary>
/// <param name="Name">What errors call it; one that ends in <c>.gz</c> is decompressed.</param>
/// <param name="Open">Opens it for one pass.</param>
public sealed record DatasetFile(string Name, Func<Stream> Open)
{
    /// <summary>A file on disk.</summary>
    /// <param name="path">Its path.</param>
    public static DatasetFile On(string path) => new(path, () => File.OpenRead(path));

    /// <summary>The lines, numbered from 1, read as they are asked for; empty lines are left out.</summary>
    /// <exception cref="DatasetException">The file cannot be read; thrown while the lines are read.</exception>
    public IEnumerable<(int Number, string Line)> Lines()
    {
        using var reader = Reader();
        for (var number = 1; Next(reader, number) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (number, line);
            }
        }
    }

    private StreamReader Reader()
    {
        try
        {
            var stream = Open();
            return new StreamReader(Name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{Name} cannot be read: {e.Message}");
        }
    }

    private string? Next(StreamReader reader, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new DatasetException($"{Name} line {number}: cannot be read: {e.Message}");
        }
    }
}
