using TwinBert.Export.Bert;
using TwinBert.Export.Graphs;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Twins;

/// <summary>
/// Writes the graphs of a twin encoder. Which tensors the towers share is told by their names: with <c>query.</c> and <c>document.</c> before pooler and
/// downscale the trunk is shared, with the same before every tensor nothing is, and without them everything. Deterministic.
/// </summary>
public static class TwinEncoderExporter
{
    private const string SharedFile = "encoder.onnx";
    private const string QueryFile = "query-encoder.onnx";
    private const string DocumentFile = "document-encoder.onnx";

    /// <summary>Writes <c>encoder.onnx</c>, or <c>query-encoder.onnx</c> and <c>document-encoder.onnx</c> where the towers differ.</summary>
    /// <param name="twin">Weights and shape.</param>
    /// <param name="precision">How weights are stored.</param>
    /// <param name="calibration">Ordinary texts; used for int8 alone.</param>
    /// <param name="folder">A folder that is there; files of those names are replaced.</param>
    /// <param name="cancellationToken">Looked at before each file.</param>
    /// <exception cref="ExportException">The shape contradicts itself.</exception>
    /// <exception cref="WeightsException">A tensor is missing, cut off or of another shape.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static TwinFiles Export(TrainedTwin twin, EncoderPrecision precision, TwinTokens calibration, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(calibration);
        if (twin.Graph is { } graph)
        {
            Write(QueryFile, twin.Weights, twin.Config, calibration.Queries);
            Create(DocumentFile, graph.Write);
            return new(QueryFile, DocumentFile);
        }

        if (!TowerSource.AreSeparate(twin.Weights))
        {
            Write(SharedFile, twin.Weights, twin.Config, [.. calibration.Queries, .. calibration.Documents]);
            return new(SharedFile, SharedFile);
        }

        Write(QueryFile, new TowerSource(twin.Weights, TowerSource.QueryPrefix), twin.Config, calibration.Queries);
        Write(DocumentFile, new TowerSource(twin.Weights, TowerSource.DocumentPrefix), twin.DocumentConfig, calibration.Documents);
        return new(QueryFile, DocumentFile);

        void Write(string name, IWeightSource tower, BertConfig config, IReadOnlyList<ReadOnlyMemory<int>> texts) =>
            Create(name, stream => BertEncoderExporter.Export(tower, config, precision, texts, stream));

        void Create(string name, Action<Stream> write)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var stream = File.Create(Path.Combine(folder, name));
            write(stream);
        }
    }
}
