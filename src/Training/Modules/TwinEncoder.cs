namespace TwinBert.Training.Modules;

/// <summary>
/// The twin encoder: a tower for queries and one for documents. Owns its parameters, whose names say whose they are: <c>query.</c> and
/// <c>document.</c> before what the two do not share.
/// </summary>
internal sealed class TwinEncoder : IDisposable
{
    private const string QueryPrefix = "query.";
    private const string DocumentPrefix = "document.";

    /// <summary>Makes a twin with random weights.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="seed">Decides the weights.</param>
    public TwinEncoder(TwinShape shape, long seed)
    {
        Shape = shape;
        Parameters = new(seed);
        if (shape.Sharing == TowerSharing.Everything)
        {
            Query = Document = new(Parameters, Mode, "", shape.Tower, new(Parameters, Mode, "", shape.Tower.Trunk));
            return;
        }

        var separate = shape.Sharing == TowerSharing.Nothing;
        var trunk = new Trunk(Parameters, Mode, separate ? QueryPrefix : "", shape.Tower.Trunk);
        Query = new(Parameters, Mode, QueryPrefix, shape.Tower, trunk);
        var document = shape.Document ?? shape.Tower;
        Document = new(Parameters, Mode, DocumentPrefix, document, separate ? new(Parameters, Mode, DocumentPrefix, document.Trunk) : trunk);
    }

    /// <summary>What it was made as.</summary>
    public TwinShape Shape { get; }

    /// <summary>How it computes.</summary>
    public ForwardMode Mode { get; } = new();

    /// <summary>All of its parameters.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>The tower for queries.</summary>
    public Tower Query { get; }

    /// <summary>The tower for documents.</summary>
    public Tower Document { get; }

    /// <inheritdoc/>
    public void Dispose() => Parameters.Dispose();
}
