using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using ElementType = Onnx.TensorProto.Types.DataType;

namespace TwinBert.Export.Graphs;

/// <summary>Builds an ONNX graph node by node. Values are named by strings, as in ONNX itself. Not thread-safe.</summary>
internal sealed class GraphBuilder(string name)
{
    private const int IrVersion = 8;
    private const int Opset = 17;
    private readonly GraphProto _graph = new() { Name = name };

    /// <summary>Declares an input; a negative length is any, and is named for the reader.</summary>
    public string Input(string input, ElementType type, params string[] axes)
    {
        _graph.Input.Add(Describe(input, type, axes));
        return input;
    }

    /// <summary>Declares a value that some node gives as an output of the graph.</summary>
    public void Output(string output, ElementType type, params string[] axes) => _graph.Output.Add(Describe(output, type, axes));

    /// <summary>Adds a constant.</summary>
    public string Constant<T>(string constant, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var tensor = new TensorProto { Name = constant, DataType = (int)TypeOf<T>(), RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        foreach (var length in shape)
        {
            tensor.Dims.Add(length);
        }

        _graph.Initializer.Add(tensor);
        return constant;
    }

    /// <summary>Adds a constant without axes.</summary>
    public string Scalar<T>(string constant, T value)
        where T : unmanaged => Constant<T>(constant, [value]);

    /// <summary>Adds a node with one output, which gets the node's name; an empty input is left out.</summary>
    public string Node(Operator kind, string node, string[] inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        Node(kind, node, inputs, [node], attributes);
        return node;
    }

    /// <summary>Adds a node with several outputs.</summary>
    public void Node(Operator kind, string node, string[] inputs, string[] outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var proto = new NodeProto { Name = node, OpType = kind.Name, Domain = kind.Domain };
        proto.Input.Add(inputs);
        proto.Output.Add(outputs);
        foreach (var attribute in attributes)
        {
            proto.Attribute.Add(attribute);
        }

        _graph.Node.Add(proto);
    }

    /// <summary>Adds another graph's nodes and constants, whose names get something before them; its inputs are values of this one.</summary>
    /// <param name="other">The graph; it is used up.</param>
    /// <param name="before">What comes before its names.</param>
    /// <param name="inputs">The names that stay: those of its inputs.</param>
    public void Append(GraphProto other, string before, IReadOnlyCollection<string> inputs)
    {
        string Renamed(string value) => value.Length == 0 || inputs.Contains(value) ? value : before + value;
        foreach (var tensor in other.Initializer)
        {
            tensor.Name = Renamed(tensor.Name);
        }

        foreach (var node in other.Node)
        {
            node.Name = before + node.Name;
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = Renamed(node.Input[i]);
            }

            for (var i = 0; i < node.Output.Count; i++)
            {
                node.Output[i] = Renamed(node.Output[i]);
            }
        }

        _graph.Initializer.Add(other.Initializer);
        _graph.Node.Add(other.Node);
    }

    /// <summary>Writes the model.</summary>
    public void Write(Stream target)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "TwinBERT", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Operator.Contributed, Version = 1 });
        model.WriteTo(target);
    }

    private static ValueInfoProto Describe(string value, ElementType type, string[] axes)
    {
        var shape = new TensorShapeProto();
        foreach (var axis in axes)
        {
            shape.Dim.Add(
                long.TryParse(axis, out var length)
                    ? new TensorShapeProto.Types.Dimension { DimValue = length }
                    : new TensorShapeProto.Types.Dimension { DimParam = axis });
        }

        return new() { Name = value, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }

    private static ElementType TypeOf<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Single => ElementType.Float,
        TypeCode.SByte => ElementType.Int8,
        TypeCode.Byte => ElementType.Uint8,
        TypeCode.Int32 => ElementType.Int32,
        TypeCode.Int64 => ElementType.Int64,
        _ => throw new NotSupportedException($"There are no constants of {typeof(T).Name}."),
    };
}
