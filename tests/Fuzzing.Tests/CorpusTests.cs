using TwinBert.Fuzzing.Targets;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Fuzzing.Tests;

/// <summary>The corpus holds what fuzzing starts from and what it once found: none of it may trip a target again.</summary>
public sealed class CorpusTests
{
    private static readonly string Corpus = RepositoryFolder.PathOf("tests", "Fuzzing", "corpus");

    public static TheoryData<string, string> Inputs =>
        new(
            Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(
                file => (Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileName(file))));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Run_Input_FindsNothing(string target, string name) =>
        FuzzTargets.ByName[target](File.ReadAllBytes(Path.Combine(Corpus, target, name)));

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Run_InputCutShort_FindsNothing(string target, string name)
    {
        var input = File.ReadAllBytes(Path.Combine(Corpus, target, name));
        for (var length = 0; length < input.Length; length++)
        {
            FuzzTargets.ByName[target](input.AsMemory(0, length));
        }
    }

    [Fact]
    public void Corpus_Folders_AreTheTargets() =>
        Assert.Equal(
            FuzzTargets.ByName.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(Corpus).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
