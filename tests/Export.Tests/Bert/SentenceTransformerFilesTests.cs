using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Export.Tests.Bert;

public sealed class SentenceTransformerFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twinbert-folder").FullName;

    public SentenceTransformerFilesTests() => TinyModel.WriteHuggingFace(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ReadFolder_ConfigAlone_IsTakenAsItIs() => Assert.Equal(TinyModel.Config, BertConfig.ReadFolder(_folder));

    [Fact]
    public void ReadFolder_SentenceTransformerFiles_DecidePoolingAndLength()
    {
        Write("sentence_bert_config.json", """{ "max_seq_length": 20, "do_lower_case": false }""");
        Write("1_Pooling/config.json", """{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false }""");
        Write("tokenizer_config.json", """{ "do_lower_case": true }""");

        var config = BertConfig.ReadFolder(_folder);

        Assert.Equal((Pooling.Cls, 20), (config.Pooling, config.MaxTokens));
    }

    [Fact]
    public void ReadFolder_LengthBeyondThePositions_IsCut()
    {
        Write("sentence_bert_config.json", """{ "max_seq_length": 5000 }""");

        Assert.Equal(TinyModel.DocumentTokens, BertConfig.ReadFolder(_folder).MaxTokens);
    }

    [Theory]
    [InlineData("tokenizer_config.json", """{ "do_lower_case": false }""", "is cased")]
    [InlineData("1_Pooling/config.json", """{ "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": false, "pooling_mode_max_tokens": true }""", "asks for a pooling")]
    [InlineData("1_Pooling/config.json", """{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true }""", "asks for a pooling")]
    [InlineData("sentence_bert_config.json", "{", "is not JSON")]
    public void ReadFolder_WhatCannotBeExported_IsRefused(string file, string json, string problem)
    {
        Write(file, json);

        Assert.Contains(problem, Assert.Throws<ExportException>(() => BertConfig.ReadFolder(_folder)).Message, StringComparison.Ordinal);
    }

    private void Write(string file, string json)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
    }
}
