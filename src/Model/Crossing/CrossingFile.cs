using TwinBert.Model.Weights;

namespace TwinBert.Model.Crossing;

/// <summary>Reads the crossing layers of a package from their weights.</summary>
internal static class CrossingFile
{
    /// <summary>The name of the file in the package's folder.</summary>
    public const string FileName = "crossing.safetensors";

    /// <summary>The names of the layers that there are.</summary>
    public static readonly IReadOnlyList<string> Layers = [CosineCrossing.LayerName, ResidualCrossing.LayerName, QueryNetCrossing.LayerName];

    private static readonly string[] Known =
    [
        "cosine.scale", "cosine.bias",
        "residual.inner1.weight", "residual.inner1.bias", "residual.inner2.weight", "residual.inner2.bias", "residual.output.weight", "residual.output.bias",
        "residual.prior.scale", "residual.prior.bias",
        "querynet.units.weight", "querynet.units.bias", "querynet.offsets.weight", "querynet.offsets.bias", "querynet.gates.weight", "querynet.gates.bias",
        "querynet.base.weight", "querynet.base.bias", "querynet.prior.scale", "querynet.prior.bias",
    ];

    /// <summary>Makes the layers. Weights of layers that are not asked for may be in the file and are not read.</summary>
    /// <param name="folder">The package's folder; the file must be there if a layer other than the cosine is asked for.</param>
    /// <param name="names">The layers, in the order in which they are wanted.</param>
    /// <param name="dimensions">The length of the embeddings.</param>
    /// <param name="errors">Receives all that is wrong; the layers are usable only if nothing is.</param>
    public static OrderedDictionary<string, ICrossingLayer> Load(string folder, IReadOnlyList<string> names, int dimensions, List<string> errors)
    {
        var layers = new OrderedDictionary<string, ICrossingLayer>(StringComparer.Ordinal);
        var file = Path.Combine(folder, FileName);
        if (names.All(name => name == CosineCrossing.LayerName))
        {
            Add(layers, names, _ => new CosineCrossing(dimensions));
            return layers;
        }

        if (!File.Exists(file))
        {
            errors.Add($"{FileName} is missing, and {string.Join(", ", names.Where(name => name != CosineCrossing.LayerName))} needs its weights");
            return layers;
        }

        try
        {
            using var reader = SafetensorsReader.Open(file);
            var tensors = new CrossingTensors(reader, errors);
            tensors.RefuseOthers(Known);
            Add(layers, names, name => Layer(name, tensors, dimensions, errors));
        }
        catch (WeightsException e)
        {
            errors.Add($"{FileName}: {e.Message.TrimEnd('.')}");
        }

        return layers;
    }

    private static void Add(OrderedDictionary<string, ICrossingLayer> layers, IReadOnlyList<string> names, Func<string, ICrossingLayer?> make)
    {
        foreach (var name in names)
        {
            if (make(name) is { } layer)
            {
                layers.TryAdd(name, layer);
            }
        }
    }

    /// <summary>One layer; nothing where its weights are wrong, which is noted.</summary>
    private static ICrossingLayer? Layer(string name, CrossingTensors tensors, int dimensions, List<string> errors)
    {
        var before = errors.Count;
        switch (name)
        {
            case ResidualCrossing.LayerName:
                var residual = Residual(tensors, dimensions);
                return errors.Count == before ? new ResidualCrossing(dimensions, residual) : null;
            case QueryNetCrossing.LayerName:
                var queryNet = QueryNet(tensors, dimensions);
                return errors.Count == before ? new QueryNetCrossing(dimensions, queryNet) : null;
            default:
                return new CosineCrossing(dimensions);
        }
    }

    private static ResidualWeights Residual(CrossingTensors tensors, int dimensions)
    {
        var inner = tensors.Length("residual.inner1.bias");
        var joined = tensors.Length("residual.inner2.bias", dimensions, 2 * dimensions);
        return new()
        {
            Inner1Weight = tensors.Read("residual.inner1.weight", inner, joined),
            Inner1Bias = tensors.Read("residual.inner1.bias", inner),
            Inner2Weight = tensors.Read("residual.inner2.weight", joined, inner),
            Inner2Bias = tensors.Read("residual.inner2.bias", joined),
            OutputWeight = tensors.Read("residual.output.weight", 1, joined),
            OutputBias = tensors.Number("residual.output.bias"),
            Prior = tensors.Prior(ResidualCrossing.LayerName),
        };
    }

    private static QueryNetWeights QueryNet(CrossingTensors tensors, int dimensions)
    {
        var units = tensors.Length("querynet.offsets.bias");
        return new()
        {
            UnitsWeight = tensors.Read("querynet.units.weight", units * dimensions, dimensions),
            UnitsBias = tensors.Read("querynet.units.bias", units * dimensions),
            OffsetsWeight = tensors.Read("querynet.offsets.weight", units, dimensions),
            OffsetsBias = tensors.Read("querynet.offsets.bias", units),
            GatesWeight = tensors.Read("querynet.gates.weight", units, dimensions),
            GatesBias = tensors.Read("querynet.gates.bias", units),
            BaseWeight = tensors.Read("querynet.base.weight", 1, dimensions),
            BaseBias = tensors.Number("querynet.base.bias"),
            Prior = tensors.Prior(QueryNetCrossing.LayerName),
        };
    }
}
