using TwinBert.Compatibility.Tests.Running;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Compatibility.Tests;

/// <summary>The scenarios themselves: readable, with an expectation in every one, and together the proof of <c>docs/search-support.md</c>.</summary>
public sealed class ScenarioCoverageTests
{
    // What no search makes an engine do: tests with an engine that is scripted. And what shows beside a search, a moment later.
    private static readonly Dictionary<string, string> ProvedByFaults = new()
    {
        ["hits without scores, or not by descending score"] = "Reranking.Tests/RerankerTests.cs: Rerank_NotByScore_SaysSo",
        ["not_by_score"] = "Reranking.Tests/RerankerTests.cs: Rerank_NotByScore_SaysSo",
        ["an engine that takes stored templates only"] = "Sidecar.Tests/Searching/TemplateTests.cs: Template_WiderSearchRefused_SendsTheClientsOwnTemplate",
        ["engine_unknown"] = "Sidecar.Tests/Searching/SearchFailureTests.cs: Search_EngineThatDoesNotSayWhoItIs_IsLeftAlone",
        ["overloaded"] = "Sidecar.Tests/Searching/EncodeStageTests.cs: Search_AllPlacesTaken_GoesOnAsTheClientWroteItAndOnce",
        ["encoder_open"] = "Sidecar.Tests/Searching/EncodeStageTests.cs: Search_EncoderFailsAgainAndAgain_PassesItOverUntilAProbeSucceeds",
        ["buffers_full"] = "Sidecar.Tests/BrokenBodies/FullBuffersTests.cs: Search_WhileASlowReaderHoldsTheMemory_IsTheEnginesOwn",
        ["vectors_open"] = "Sidecar.Tests/Searching/VectorCircuitTests.cs: Search_WiderOneRefusedAgainAndAgain_IsNotAskedForUntilAProbeSucceeds",
        ["earlier_page"] = "Sidecar.Tests/Searching/ServedPagesTests.cs: Search_LaterPageOfOneInTheEnginesOrder_KeepsToThat",
        ["shards_failed"] = "Engine.Tests/Searching/FailingShardTests.cs: Search_OneShardThatRefusesWhatIsSent_IsTheClientsOwnWithAllHits",
        ["mapping_mismatch"] = "Engine.Tests/Searching/WrongMappingTests.cs: Search_OfAGuessedMapping_SaysSoAfterTheFirstRefusal",
        ["response_unreadable"] = "Sidecar.Tests/Searching/SearchFailureTests.cs: Search_AnswerThatNoEngineGives_SendsTheClientsOwn",
    };

    public static TheoryData<string> All => [.. ScenarioFiles.Names];

    public static TheoryData<string> Rows => [.. SearchSupportTable.Rows];

    [Theory]
    [MemberData(nameof(Rows))]
    public void SearchSupport_EveryRow_HasAProof(string row)
    {
        if (ProvedByFaults.TryGetValue(row, out var test))
        {
            var (file, name) = (test.Split(": ")[0], test.Split(": ")[1]);
            Assert.Contains(name, File.ReadAllText(RepositoryFolder.PathOf(["tests", .. file.Split('/')])), StringComparison.Ordinal);
            return;
        }

        Assert.Contains(
            ScenarioFiles.Names.Select(ScenarioFiles.Read),
            scenario => scenario.Proves.Contains(row) && scenario.Steps.Any(step => step.Verdict is not null));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_EveryFile_ExpectsSomethingOfKnownEngines(string name)
    {
        var scenario = ScenarioFiles.Read(name);
        Assert.Empty(scenario.Engines.Concat(scenario.Steps.SelectMany(s => s.Engines.Concat(s.DiffersOn))).Except(Scenario.AllEngines));
        Assert.Empty(scenario.Proves.Except(SearchSupportTable.Rows));
        Assert.Contains(scenario.Steps, s => s.Verdict is not null || s.Expect.Count + s.Raw.Count + s.ExpectHeaders.Count > 0 || s.Status is not null);
    }
}
