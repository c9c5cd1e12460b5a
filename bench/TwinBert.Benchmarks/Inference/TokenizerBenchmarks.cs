using BenchmarkDotNet.Attributes;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.Benchmarks.Inference;

/// <summary>Text to word pieces with the default package, by the number of words of a query; some of them are cut into several pieces.</summary>
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private const int Limit = 64;
    private static readonly string[] Vocabulary =
        ["waterproof", "Jacket", "for", "children", "café", "machine", "stainless-steel", "M8x40", "blackout", "curtains", "USB-C", "refurbished"];

    private ITextTokenizer _tokenizer = null!;
    private string _text = "";

    /// <summary>Words of the query.</summary>
    [Params(3, 8, 16)]
    public int Words { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _tokenizer = ModelPackage.Load(Path.Combine(AppContext.BaseDirectory, "models", "twinbert-en-tiny")).Tokenizer;
        _text = string.Join(' ', Enumerable.Range(0, Words).Select(word => Vocabulary[word % Vocabulary.Length]));
    }

    [Benchmark]
    public TokenSequence Tokenise() => _tokenizer.Encode(_text, Limit);
}
