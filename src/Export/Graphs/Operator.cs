namespace TwinBert.Export.Graphs;

/// <summary>An operator by name and domain.</summary>
internal readonly record struct Operator(string Name, string Domain = "")
{
    /// <summary>The domain of ONNX Runtime's own operators, fused ones above all.</summary>
    public const string Contributed = "com.microsoft";

    /// <summary>One of ONNX Runtime's own operators.</summary>
    public static Operator Fused(string name) => new(name, Contributed);
}
