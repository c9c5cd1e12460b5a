using System.Text.Json;
using TwinBert.Terminal;

namespace TwinBert.Training.Reports;

/// <summary>Reads results, and puts those of one split together.</summary>
internal static class EvaluationResults
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads files; several of one split become one result, in which a row that more of them have stands once, as the first has it.</summary>
    /// <param name="files">What <c>twinbert evaluate --json</c> printed.</param>
    /// <exception cref="UnusableInputException">A file cannot be read or is something else, or two measure a split in different ways.</exception>
    public static IReadOnlyList<EvaluationResult> Read(IReadOnlyList<string> files)
    {
        var results = new List<EvaluationResult>();
        foreach (var file in files)
        {
            var result = Read(file);
            var place = results.FindIndex(other => other.Title == result.Title);
            if (place < 0)
            {
                results.Add(result);
                continue;
            }

            var earlier = results[place];
            if ((earlier.Queries, earlier.Gain) != (result.Queries, result.Gain))
            {
                throw new UnusableInputException(
                    $"'{file}' has {result.Queries} queries and {result.Gain} gain, another file of "
                        + $"{result.Title} has {earlier.Queries} and {earlier.Gain} gain. Evaluate both with the same --limit and --gain.");
            }

            results[place] = earlier with { Rows = [.. earlier.Rows
                .Concat(result.Rows)
                .DistinctBy(row => row.Name)
                .GroupBy(row => row.Of)
                .SelectMany(rows => rows.OrderBy(Rank))] };
        }

        return results;
    }

    // A model's rows as one result has them: alone, then the blends from the smallest weight, then the tuned one.
    private static (int, double) Rank(EvaluationRow row) => row.Kind switch
    {
        "random" => (0, 0),
        "bm25" => (1, 0),
        "alone" => (2, 0),
        "blend" => (3, row.Weight ?? 0),
        _ => (4, row.Weight ?? 0),
    };

    private static EvaluationResult Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationResult>(File.ReadAllBytes(file), Options) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException e)
        {
            throw new UnusableInputException($"'{file}' is no result of an evaluation: {e.Message} Give what twinbert evaluate --json printed.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"'{file}' cannot be read: {e.Message} Give what twinbert evaluate --json printed.");
        }
    }
}
