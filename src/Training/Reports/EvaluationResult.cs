using System.Text.Json.Serialization;

namespace TwinBert.Training.Reports;

/// <summary>What <c>twinbert evaluate --json</c> found on one split.</summary>
internal sealed record EvaluationResult
{
    /// <summary>The dataset's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>The split.</summary>
    public required string Split { get; init; }

    /// <summary>The queries that the means are over.</summary>
    public required int Queries { get; init; }

    /// <summary>What a grade is worth in nDCG.</summary>
    public required string Gain { get; init; }

    /// <summary>The share of the relevant documents that are among BM25's 100.</summary>
    [JsonPropertyName("recall@100")]
    public required double Recall { get; init; }

    /// <summary>The rankings.</summary>
    public required IReadOnlyList<EvaluationRow> Rows { get; init; }

    /// <summary>Where it stands, for people.</summary>
    public string Title => $"{Dataset}, {Split}";
}

/// <summary>How the weight of a blend was found.</summary>
/// <param name="Split">The split that it is the best on.</param>
internal sealed record EvaluationTuning(string Split);
