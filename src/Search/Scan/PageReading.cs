namespace TwinBert.Search.Scan;

/// <summary>What came of asking for a page.</summary>
/// <param name="Snapshot">The snapshot to go on with.</param>
/// <param name="Page">The page.</param>
/// <param name="Bytes">How many bytes were read for it.</param>
/// <param name="Status">The HTTP status of the answer; 0 for none.</param>
/// <param name="IsSuspect">Whether there is no page, and a source in it may be why.</param>
internal sealed record PageReading(Snapshot? Snapshot, ScanPage Page, int Bytes, int Status, bool IsSuspect);
