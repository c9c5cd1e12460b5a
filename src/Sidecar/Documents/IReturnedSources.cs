namespace TwinBert.Sidecar.Documents;

/// <summary>What is known of a bulk request's updates, while its lines are read.</summary>
internal interface IReturnedSources
{
    /// <summary>Whether one of those read so far asks for its document back. True at the latest when the engine can have read that update.</summary>
    bool AreAsked { get; }
}
