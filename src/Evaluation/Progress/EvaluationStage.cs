namespace TwinBert.Evaluation.Progress;

/// <summary>What an evaluation is doing.</summary>
public enum EvaluationStage
{
    /// <summary>Sending documents to the engine.</summary>
    Indexing,

    /// <summary>Running the queries.</summary>
    Searching,

    /// <summary>Encoding the candidates' texts.</summary>
    Encoding,

    /// <summary>Encoding the queries, crossing and ordering.</summary>
    Scoring,

    /// <summary>Running the queries as an application does.</summary>
    SearchingLive,

    /// <summary>Reading documents of an index.</summary>
    Reading,
}
