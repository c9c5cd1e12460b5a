using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using TwinBert.Export.Bert;
using TwinBert.Model.Packaging;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Graphs;

/// <summary>
/// The weights of an encoder's graph that this project wrote, under the Hugging Face names that they were exported from, so that training goes on from a
/// package. Bytes become floats by their scales, and outliers that were moved into a weight move back: the encoder is the same function, but for what
/// quantising rounded. Thread-safe.
/// </summary>
public sealed class EncoderGraphReader : IWeightSource
{
    private const string HeadCount = "num_heads";
    private const string Epsilon = "epsilon";
    private const string LayerPrefix = "encoder.layer.";
    private readonly string _file;
    private readonly Dictionary<string, TensorProto> _tensors;

    private EncoderGraphReader(string file, GraphProto graph, Pooling pooling)
    {
        _file = file;
        _tensors = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Config = Shape(graph, pooling);
        Names = [.. Tensors(Config)];
    }

    /// <summary>The encoder's shape.</summary>
    public BertConfig Config { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names { get; }

    /// <summary>Whether a file is several encoders in one graph, which do not train further.</summary>
    /// <param name="file">The ONNX file of a package's side.</param>
    /// <exception cref="WeightsException">It is missing, or no ONNX file.</exception>
    public static bool IsEnsemble(string file) => EnsembleGraph.IsOne(GraphOf(file));

    /// <summary>The projection of several encoders in one graph.</summary>
    /// <param name="file">The ONNX file of a package's side.</param>
    /// <returns>Its values row by row, and how many components are stored.</returns>
    /// <exception cref="WeightsException">It is missing, no ONNX file, or one encoder.</exception>
    public static (float[] Values, int Dimensions) ReadProjection(string file)
    {
        var graph = GraphOf(file);
        return EnsembleGraph.IsOne(graph) && graph.Initializer.FirstOrDefault(tensor => tensor.Name == EnsembleGraph.Projection) is { } projection
            ? (MemoryMarshal.Cast<byte, float>(projection.RawData.Span).ToArray(), (int)projection.Dims[1])
            : throw new WeightsException($"'{file}' is not several encoders in one, whose space could be learnt. Give a package whose documents are.");
    }

    /// <summary>Reads the graph of a package's side.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="pooling">The package's pooling, which the graph does not name.</param>
    /// <exception cref="WeightsException">It is missing, no ONNX file, or none that this project writes.</exception>
    public static EncoderGraphReader Open(string file, Pooling pooling) => new(file, GraphOf(file), pooling);

    /// <inheritdoc/>
    public float[] Read(string name, params ReadOnlySpan<long> shape)
    {
        var size = 1L;
        foreach (var length in shape)
        {
            size *= length;
        }

        var values = Names.Contains(name) ? Values(name) : throw Missing(name);
        return values.LongLength == size
            ? values
            : throw new WeightsException(
                $"Tensor '{name}' of '{_file}' has {values.Length} values, and [{string.Join(", ", shape.ToArray())}] is expected.");
    }

    private static GraphProto GraphOf(string file)
    {
        if (!File.Exists(file))
        {
            throw new WeightsException($"'{file}' does not exist.");
        }

        try
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph ?? new();
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new WeightsException($"'{file}' is no ONNX file: {e.Message}", e);
        }
    }

    private BertConfig Shape(GraphProto graph, Pooling pooling)
    {
        var layers = Enumerable.Range(0, int.MaxValue).TakeWhile(i => _tensors.ContainsKey($"layer{i}.up.weight")).Count();
        var attributes = graph.Node.SelectMany(node => node.Attribute).ToLookup(attribute => attribute.Name, StringComparer.Ordinal);
        if (layers == 0 || !attributes[HeadCount].Any())
        {
            throw new WeightsException(
                EnsembleGraph.IsOne(graph)
                    ? $"'{_file}' is several encoders in one, which do not train further. Take a package with one, or the query side of this one."
                    : $"'{_file}' is no encoder that this program wrote: it has no layers of its names.");
        }

        var letters = _tensors.ContainsKey("words.table");
        var (words, positions) = (Tensor(letters ? "words.table" : "words"), Tensor("positions"));

        return new()
        {
            Input = letters ? EncoderInput.TriLetter : EncoderInput.WordPiece,
            VocabularySize = (int)words.Dims[0],
            HiddenSize = (int)words.Dims[1],
            Layers = layers,
            Heads = (int)attributes[HeadCount].First().I,
            IntermediateSize = (int)Tensor("layer0.up.weight").Dims[1],
            MaxPositions = (int)positions.Dims[0],
            MaxTokens = (int)positions.Dims[0],
            TypeVocabularySize = 1,
            LayerNormEpsilon = attributes[Epsilon].First().F,
            Pooling = pooling,
            Downscale = _tensors.TryGetValue("downscale.weight", out var downscale) ? (int)downscale.Dims[1] : null,
        };
    }

    private static IEnumerable<string> Tensors(BertConfig config)
    {
        yield return config.Input == EncoderInput.TriLetter ? "embeddings.tri_letter.weight" : "embeddings.word_embeddings.weight";
        yield return "embeddings.position_embeddings.weight";
        if (config.Input == EncoderInput.WordPiece)
        {
            yield return "embeddings.token_type_embeddings.weight";
            yield return "embeddings.LayerNorm.weight";
            yield return "embeddings.LayerNorm.bias";
        }

        string[] parts =
        [
            "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "attention.output.LayerNorm",
            "intermediate.dense", "output.dense", "output.LayerNorm",
        ];
        var heads = new[] { (config.Downscale is not null, EncoderHead.DownscaleName), (config.Pooling == Pooling.Weighted, EncoderHead.PoolerName) };
        var layers = Enumerable.Range(0, config.Layers).SelectMany(layer => parts.Select(part => $"{LayerPrefix}{layer}.{part}"));
        foreach (var part in layers.Concat(heads.Where(head => head.Item1).Select(head => head.Item2)))
        {
            yield return part + ".weight";
            yield return part + ".bias";
        }
    }

    private float[] Values(string name) => name switch
    {
        "embeddings.word_embeddings.weight" => Rows("words", "words.scales"),
        "embeddings.tri_letter.weight" => Rows("words.table", "words.scales"),
        "embeddings.position_embeddings.weight" => Floats("positions"),

        // The vector of segment 0 was added to every position's when the graph was written.
        "embeddings.token_type_embeddings.weight" => new float[Config.HiddenSize],
        "embeddings.LayerNorm.weight" => Floats("embedding_norm.scale"),
        "embeddings.LayerNorm.bias" => Floats("embedding_norm.shift"),
        "downscale.weight" => Transposed(Floats("downscale.weight"), Config.HiddenSize),
        "downscale.bias" => Floats("downscale.bias"),
        "pooler.weight" => Floats("pooler.weight"),

        // It moves all scores alike, which a softmax does not see, and the graph leaves it out.
        "pooler.bias" => [0],
        _ => OfLayer(name),
    };

    private float[] OfLayer(string name)
    {
        var place = name.StartsWith(LayerPrefix, StringComparison.Ordinal) ? name.IndexOf('.', LayerPrefix.Length) : -1;
        if (place < 0)
        {
            throw Missing(name);
        }

        var layer = $"layer{name[LayerPrefix.Length..place]}";
        return name[(place + 1)..] switch
        {
            "attention.self.query.weight" => Part(Columns($"{layer}.attention"), 0),
            "attention.self.key.weight" => Part(Columns($"{layer}.attention"), 1),
            "attention.self.value.weight" => Part(Columns($"{layer}.attention"), 2),
            "attention.self.query.bias" => Part(Floats($"{layer}.attention.bias"), 0),
            "attention.self.key.bias" => Part(Floats($"{layer}.attention.bias"), 1),
            "attention.self.value.bias" => Part(Floats($"{layer}.attention.bias"), 2),
            "attention.output.dense.weight" => Columns($"{layer}.attention.output"),
            "attention.output.dense.bias" => Floats($"{layer}.attention.norm.bias"),
            "attention.output.LayerNorm.weight" => Floats($"{layer}.attention.norm.scale"),
            "attention.output.LayerNorm.bias" => Floats($"{layer}.attention.norm.shift"),
            "intermediate.dense.weight" => Columns($"{layer}.up"),
            "intermediate.dense.bias" => Floats($"{layer}.up.bias"),
            "output.dense.weight" => Columns($"{layer}.down"),
            "output.dense.bias" => Floats($"{layer}.norm.bias"),
            "output.LayerNorm.weight" => Floats($"{layer}.norm.scale"),
            "output.LayerNorm.bias" => Floats($"{layer}.norm.shift"),
            _ => throw Missing(name),
        };
    }

    /// <summary>One of three parts of equal size, side by side in a graph's attention and one below the other here.</summary>
    private static float[] Part(float[] values, int part) => values[(values.Length / 3 * part)..(values.Length / 3 * (part + 1))];

    /// <summary>A table whose rows have scales where it is bytes.</summary>
    private float[] Rows(string name, string scales)
    {
        var values = Floats(name);
        if (!_tensors.ContainsKey(scales))
        {
            return values;
        }

        var (factors, width) = (Floats(scales), (int)Tensor(name).Dims[1]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factors[i / width];
        }

        return values;
    }

    /// <summary>A weight [inputs, outputs] as [outputs, inputs]: with the scales of its columns, and what was taken out of its inputs put back.</summary>
    private float[] Columns(string name)
    {
        var (values, inputs) = (Floats(name + ".weight"), (int)Tensor(name + ".weight").Dims[0]);
        var outputs = values.Length / inputs;
        var scales = _tensors.ContainsKey(name + ".scales") ? Floats(name + ".scales") : null;
        var factors = _tensors.ContainsKey(name + ".factors") ? Floats(name + ".factors") : null;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= (scales?[i % outputs] ?? 1) * (factors?[i / outputs] ?? 1);
        }

        return Transposed(values, inputs);
    }

    private static float[] Transposed(float[] values, int rows)
    {
        var columns = values.Length / rows;
        var transposed = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = values[i];
        }

        return transposed;
    }

    private float[] Floats(string name)
    {
        var tensor = Tensor(name);
        return (TensorProto.Types.DataType)tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray(),
            TensorProto.Types.DataType.Int8 => [.. MemoryMarshal.Cast<byte, sbyte>(tensor.RawData.Span).ToArray().Select(value => (float)value)],
            _ => throw new WeightsException($"Tensor '{name}' of '{_file}' is of a type that no encoder of this program has."),
        };
    }

    private TensorProto Tensor(string name) => _tensors.TryGetValue(name, out var tensor) ? tensor : throw Missing(name);

    private WeightsException Missing(string name) =>
        new($"'{_file}' has no tensor '{name}'. Training goes on from encoders that this program wrote, of the same kind and with all their layers.");
}
