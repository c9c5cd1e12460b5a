namespace TwinBert.Model.Encoding;

/// <summary>The two towers of a model that was loaded. Thread-safe; to be disposed only when no encoder is in use any more.</summary>
public interface ITwinEncoder : IDisposable
{
    /// <summary>The query tower.</summary>
    IQueryEncoder QueryEncoder { get; }

    /// <summary>The document tower.</summary>
    IDocumentEncoder DocumentEncoder { get; }
}
