using Microsoft.ML.OnnxRuntime;
using TwinBert.Inference.Caching;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Serving;
using TwinBert.Model.Tokenization;

namespace TwinBert.Inference;

/// <summary>
/// The two towers of a model package, ready to encode; searches do not queue behind bulk writes. Thread-safe; dispose only when no encoder is in use any more.
/// </summary>
public sealed class OnnxModel : ITwinEncoder
{
    private readonly OnnxQueryEncoder _queryEncoder;
    private readonly OnnxDocumentEncoder _documentEncoder;
    private readonly EncodeMetrics _metrics;
    private readonly EncoderSession[] _sessions;

    private OnnxModel(ModelPackage package, EncoderSession query, EncoderSession document, OnnxModelOptions options)
    {
        Package = package;
        _sessions = [.. new[] { query, document }.Distinct()];
        _metrics = new(package.Fingerprint, options.TimeProvider);
        var queries = new QueryActivity(options.TimeProvider);
        _queryEncoder = new(package, query, options, _metrics, queries);
        _documentEncoder = new(package, document, options, _metrics, queries);
    }

    /// <summary>What was loaded.</summary>
    public ModelPackage Package { get; }

    /// <inheritdoc/>
    public IQueryEncoder QueryEncoder => _queryEncoder;

    /// <inheritdoc/>
    public IDocumentEncoder DocumentEncoder => _documentEncoder;

    /// <summary>Loads the graphs of a package and checks that they are what its manifest says.</summary>
    /// <param name="package">A checked package.</param>
    /// <param name="options">How much of the machine to use.</param>
    /// <exception cref="ModelPackageException">A graph cannot be loaded or does not fit its manifest.</exception>
    public static OnnxModel Load(ModelPackage package, OnnxModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        var limits = package.Manifest.Limits;
        if (IsOne(package, options))
        {
            var one = Open(package, package.QueryEncoderFile, Math.Max(limits.QueryTokens, limits.DocumentTokens), options, severalShapes: false);
            return new(package, one, one, options);
        }

        var query = Open(package, package.QueryEncoderFile, limits.QueryTokens, options, severalShapes: false);
        try
        {
            return new(package, query, Open(package, package.DocumentEncoderFile, limits.DocumentTokens, options, severalShapes: true), options);
        }
        catch
        {
            query.Dispose();
            throw;
        }
    }

    /// <summary>The model as searches and writes are served with it. This model still owns its parts.</summary>
    /// <param name="cachedQueries">The queries whose embeddings are kept; none at 0.</param>
    public ServedModel Serve(int cachedQueries = 0) => new()
    {
        Fingerprint = Package.Fingerprint,
        QueryFingerprint = Package.QueryFingerprint,
        Queries = _queryEncoder,
        QueryCache = cachedQueries > 0 ? new QueryCache(cachedQueries) : null,
        Documents = _documentEncoder,
        Heads = [.. Package.Crossings.Values.Select(layer => new CrossingHead(layer, Package.TypicalSimilarityOf(layer.Name)))],
        Weights = new(Package.Manifest.Blend.TextWeight, Package.Manifest.Blend.ModelWeight),
        CountTokens = CountTokens,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _queryEncoder.Dispose();
        _documentEncoder.Dispose();
        Array.ForEach(_sessions, session => session.Dispose());
        _metrics.Dispose();
    }

    private int CountTokens(string text, bool isQuery) =>
        Package.Tokenizer.Encode(text, isQuery ? Package.Manifest.Limits.QueryTokens : Package.Manifest.Limits.DocumentTokens).Length;

    /// <summary>
    /// Whether one session is enough for both towers: the same graph, whose documents are encoded one by one and so in few shapes, and no threads of the
    /// session's own that runs at the same time would wait for. That takes half of the memory, and of the time to load.
    /// </summary>
    private static bool IsOne(ModelPackage package, OnnxModelOptions options) =>
        package.QueryEncoderFile == package.DocumentEncoderFile && OnnxDocumentEncoder.IsOneByOne(package) && options.IntraOpThreads == 1;

    private static EncoderSession Open(ModelPackage package, string file, int limit, OnnxModelOptions options, bool severalShapes)
    {
        EncoderSession? session = null;
        try
        {
            session = EncoderSession.Open(file, new(package.Dimensions, package.Tokenizer.Width), options.IntraOpThreads, severalShapes);
            Prove(session, package, limit);
            return session;
        }
        catch (Exception e) when (e is OnnxRuntimeException or InvalidDataException or EncodingException)
        {
            session?.Dispose();
            throw new ModelPackageException(package.Folder, [$"{Path.GetFileName(file)}: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}"], e);
        }
    }

    /// <summary>
    /// Encodes the longest text, of the vocabulary's last word: a graph with fewer positions or words than the manifest says fails here and not
    /// at some user's text. The first search then finds the session warm.
    /// </summary>
    private static void Prove(EncoderSession session, ModelPackage package, int limit)
    {
        var ids = new int[limit * package.Tokenizer.Width];
        Array.Fill(ids, package.Tokenizer.VocabularySize - 1);
        session.Run(new TokenSequence(ids, IsTruncated: false, package.Tokenizer.Width), new float[package.Dimensions]);
    }
}
