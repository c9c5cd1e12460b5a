using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

public sealed class BertConfigTests : IDisposable
{
    private const string Required = "\"hidden_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"intermediate_size\": 16, "
        + "\"max_position_embeddings\": 32, \"vocab_size\": 10";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_RequiredSettings_FillsTheRestWithBertsDefaults()
    {
        var config = Read($"{{ {Required} }}");

        Assert.Equal(
            (8, 1, 2, 16, 32, 10),
            (config.HiddenSize, config.Layers, config.Heads, config.IntermediateSize, config.MaxPositions, config.VocabularySize));
        Assert.Equal((2, 1e-12f, Pooling.Mean, 32), (config.TypeVocabularySize, config.LayerNormEpsilon, config.Pooling, config.MaxTokens));
    }

    [Fact]
    public void Read_OptionalSettings_AreTaken()
    {
        var config = Read($"{{ {Required}, \"pooling\": \"cls\", \"max_sequence_length\": 24, \"type_vocab_size\": 1, \"layer_norm_eps\": 1e-5 }}");

        Assert.Equal((1, 1e-5f, Pooling.Cls, 24), (config.TypeVocabularySize, config.LayerNormEpsilon, config.Pooling, config.MaxTokens));
    }

    [Fact]
    public void Read_WeightedPooling_IsTaken() => Assert.Equal(Pooling.Weighted, Read($"{{ {Required}, \"pooling\": \"weighted\" }}").Pooling);

    [Fact]
    public void Check_NumbersThatContradictEachOther_NamesAll()
    {
        var config = Read($"{{ {Required} }}") with { Heads = 3, MaxTokens = 33, Input = EncoderInput.TriLetter };

        var thrown = Assert.Throws<ExportException>(config.Check);

        Assert.All(
            [
                "hidden size 8 is divisible by the number of heads 3",
                "33 tokens is within the 32 positions",
                "each of the 49285 trigrams, not 10",
                "33 words is within the 12",
            ],
            part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SeveralMistakes_NamesThemAll()
    {
        var thrown = Assert.Throws<ExportException>(
            () => Read(
                """{ "model_type": "gpt2", "hidden_act": "relu", "hidden_size": 10, "num_attention_heads": 3, "num_hidden_layers": 0, "intermediate_size": "16", "vocab_size": 5 }"""));

        Assert.All(
            [
                "model_type is gpt2",
                "hidden_act is relu",
                "num_hidden_layers is 0",
                "intermediate_size is 16",
                "max_position_embeddings is missing",
                "hidden_size 10 is not divisible",
                _file,
            ],
            part => Assert.Contains(part, thrown.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "is not a JSON object")]
    public void Read_FileThatIsNoObject_SaysSo(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<ExportException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_MissingFile_NamesIt() =>
        Assert.Contains("'gone.json'", Assert.Throws<ExportException>(() => BertConfig.Read("gone.json")).Message, StringComparison.Ordinal);

    private BertConfig Read(string json)
    {
        File.WriteAllText(_file, json);
        return BertConfig.Read(_file);
    }
}
