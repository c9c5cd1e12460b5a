namespace TwinBert.IngestPipeline.Tests;

/// <summary>A source that an engine would take.</summary>
public sealed record Source(string Json)
{
    public override string ToString() => Json;
}
