using TwinBert.Model.Weights;
using TwinBert.Training.Modules;

namespace TwinBert.Training.Weights;

/// <summary>Writes a model's parameters as a safetensors file.</summary>
internal static class ParameterFile
{
    /// <summary>Writes all parameters, beside the file and then in its place.</summary>
    public static void Write(string file, ParameterSet parameters)
    {
        var source = new ParameterSource(parameters);
        SafetensorsWriter.Write(file, [.. parameters.All.Select(entry => (entry.Key, entry.Value.shape, source.Read(entry.Key, entry.Value.shape)))]);
    }
}
