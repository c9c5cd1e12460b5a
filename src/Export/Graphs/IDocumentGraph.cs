using TwinBert.Export.Bert;
using TwinBert.Model.Weights;

namespace TwinBert.Export.Graphs;

/// <summary>A document tower that is a graph already, beside a query tower that was trained.</summary>
public interface IDocumentGraph
{
    /// <summary>What the tower reads and gives, and how many layers a document passes in all.</summary>
    /// <exception cref="ExportException">It contradicts itself.</exception>
    /// <exception cref="WeightsException">A file is missing, or no encoder that this program wrote.</exception>
    BertConfig Describe();

    /// <summary>Writes the graph.</summary>
    /// <param name="target">Receives an ONNX file.</param>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    void Write(Stream target);
}
