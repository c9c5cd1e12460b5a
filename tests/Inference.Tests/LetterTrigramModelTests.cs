using Google.Protobuf;
using Onnx;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using Xunit;
using ElementType = Onnx.TensorProto.Types.DataType;
using Kind = Onnx.AttributeProto.Types.AttributeType;

namespace TwinBert.Inference.Tests;

/// <summary>Encoders whose tokens are words of trigrams, with a graph that gives the mean of the ids: what goes in can be read off what comes out.</summary>
public sealed class LetterTrigramModelTests : IDisposable
{
    private const int Width = 20;

    private readonly string _root = Directory.CreateTempSubdirectory("twinbert").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("red shoe")]
    [InlineData("a")]
    [InlineData("")]
    public async Task QueryEncoder_AnyText_TakesTheTrigramsOfEachWord(string text)
    {
        using var model = OnnxModel.Load(Write("batch", "tokens", "20"), new());

        var embedding = await model.QueryEncoder.EncodeAsync(text, TestContext.Current.CancellationToken);

        Assert.Equal(Mean(model.Package, text), embedding.Values.ToArray());
    }

    [Fact]
    public async Task DocumentEncoder_TextsOfSeveralLengths_ArePaddedApart()
    {
        using var model = OnnxModel.Load(Write("batch", "tokens", "20"), new());
        string[] texts = ["red", "blue shoe for winter", "", "a lamp"];

        var embeddings = await model.DocumentEncoder.EncodeAsync(texts, TestContext.Current.CancellationToken);

        Assert.Equal(
            texts.Select(text => model.Package.Quantizer.Quantize(Mean(model.Package, text)).Values.ToArray()),
            embeddings.Select(embedding => embedding.Values.ToArray()));
    }

    [Theory]
    [InlineData("batch", "tokens")]
    [InlineData("batch", "tokens", "19")]
    public void Load_GraphThatTakesOtherIds_IsRefused(params string[] axes)
    {
        var thrown = Assert.Throws<ModelPackageException>(() => OnnxModel.Load(Write(axes), new()));

        Assert.Contains("encoder.onnx: the graph takes ids of the shape", thrown.Message, StringComparison.Ordinal);
    }

    private static float[] Mean(ModelPackage package, string text)
    {
        var words = package.Tokenizer.Encode(text, 12).Ids.ToArray().Chunk(Width).ToList();
        return [.. Enumerable.Range(0, Width).Select(place => words.Sum(word => (float)word[place]) / words.Count)];
    }

    private ModelPackage Write(params string[] axes)
    {
        using var writer = ModelPackageWriter.Begin(Path.Combine(_root, "letters"), replace: true);
        File.WriteAllBytes(Path.Combine(writer.Folder, "encoder.onnx"), Graph(axes).ToByteArray());
        writer.WriteManifest(new()
        {
            Name = "letters",
            Tokenizer = new(TokenizerManifest.TriLetter, null, 49285),
            Limits = new(12, 12),
            Encoders = new("encoder.onnx", "encoder.onnx", "fp32", 1),
            Embedding = new(Width, Pooling.Mean, QuantisationMode.Max),
            Crossing = ["cosine"],
            Blend = new(1, 0),
            Provenance = new("made up", "Apache-2.0", "none"),
        });
        return writer.Complete();
    }

    /// <summary>The sum of the ids over the tokens, divided by the number of real tokens.</summary>
    private static ModelProto Graph(string[] axes)
    {
        var graph = new GraphProto { Name = "mean" };
        graph.Input.Add(Value("input_ids", ElementType.Int32, axes));
        graph.Input.Add(Value("attention_mask", ElementType.Int32, "batch", "tokens"));
        graph.Output.Add(Value("embedding", ElementType.Float, "batch", axes.Length == 3 ? axes[2] : "components"));
        graph.Node.Add(Node("Cast", "input_ids", "ids", new AttributeProto { Name = "to", Type = Kind.Int, I = (long)ElementType.Float }));
        graph.Node.Add(Node("Cast", "attention_mask", "mask", new AttributeProto { Name = "to", Type = Kind.Int, I = (long)ElementType.Float }));
        graph.Node.Add(Node("ReduceSum", "ids", "sum", Axes(), new AttributeProto { Name = "keepdims", Type = Kind.Int, I = axes.Length == 3 ? 0 : 1 }));
        graph.Node.Add(Node("ReduceSum", "mask", "count", Axes(), new AttributeProto { Name = "keepdims", Type = Kind.Int, I = 1 }));
        var divide = Node("Div", "sum", "embedding");
        divide.Input.Add("count");
        graph.Node.Add(divide);
        var model = new ModelProto { IrVersion = 7, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 11 });
        return model;
    }

    private static AttributeProto Axes()
    {
        var axes = new AttributeProto { Name = "axes", Type = Kind.Ints };
        axes.Ints.Add(1);
        return axes;
    }

    private static NodeProto Node(string kind, string input, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = kind, Name = output };
        node.Input.Add(input);
        node.Output.Add(output);
        node.Attribute.Add(attributes);
        return node;
    }

    private static ValueInfoProto Value(string name, ElementType type, params string[] axes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(
            axes.Select(
                axis => long.TryParse(axis, out var length)
                    ? new TensorShapeProto.Types.Dimension { DimValue = length }
                    : new TensorShapeProto.Types.Dimension { DimParam = axis }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }
}
