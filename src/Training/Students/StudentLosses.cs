namespace TwinBert.Training.Students;

/// <summary>What a student learns from, and how much each part counts.</summary>
internal sealed record StudentLosses
{
    /// <summary>The teacher's logits are divided by this: higher makes them softer.</summary>
    /// <value>2</value>
    public double Temperature { get; init; } = 2;

    /// <summary>The weight of the binary cross-entropy against the teacher's probability of each pair.</summary>
    /// <value>1</value>
    public double Pairs { get; init; } = 1;

    /// <summary>The weight of the Kullback-Leibler divergence from the teacher's probabilities over a query's documents.</summary>
    /// <value>1</value>
    public double Lists { get; init; } = 1;

    /// <summary>The weight of the squared error of differences between the documents of a query (margin-MSE).</summary>
    /// <value>0</value>
    public double Margins { get; init; }

    /// <summary>The weight of human judgements: the binary cross-entropy of each pair, and half the cross-entropy of each list.</summary>
    /// <value>0</value>
    public double Labels { get; init; }

    /// <summary>
    /// The weight of in-batch negatives: the documents that are there for other queries, as irrelevant, where neither teacher nor people know them.
    /// </summary>
    /// <value>0</value>
    public double InBatch { get; init; }

    /// <summary>
    /// Whether a query learns from all documents of the batch that the teacher scored for it, not from those of its list alone: they are encoded
    /// anyway.
    /// </summary>
    /// <value>false</value>
    public bool WholeBatch { get; init; }

    /// <summary>No teacher: human judgements alone, of the same batches.</summary>
    public static StudentLosses LabelsAlone { get; } = new() { Pairs = 0, Lists = 0, Labels = 1 };
}
