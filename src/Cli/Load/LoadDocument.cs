namespace TwinBert.Cli.Load;

/// <summary>One document of a file.</summary>
/// <param name="Line">The number of its line, from 1.</param>
/// <param name="Id">Its identifier; <see langword="null"/> for one of the engine's making.</param>
/// <param name="Source">What is indexed: a JSON object on one line, numbers as the file has them.</param>
internal sealed record LoadDocument(int Line, string? Id, ReadOnlyMemory<byte> Source);
