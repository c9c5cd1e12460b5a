using System.Security.Cryptography;
using TwinBert.Evaluation.Beir;
using TwinBert.IngestPipeline;
using TwinBert.Model.Tokenization;
using TwinBert.Training.Candidates;

namespace TwinBert.Training.Corpus;

/// <summary>
/// The documents of a BEIR folder as a model reads them: the text that serving would make of the same text fields, cut into the same tokens. A
/// document's number is its place in the corpus. Holds the tokens in memory, not the texts. Immutable and thread-safe.
/// </summary>
internal sealed class TrainingCorpus
{
    private readonly DatasetFile _file;
    private readonly DocumentTextSelector _selector;
    private readonly Dictionary<string, int> _numbers;

    private TrainingCorpus(
        string folder, DatasetFile file, DocumentTextSelector selector, TextTokens tokens, List<string> ids, ReadOnlyMemory<int>?[] documents, string hash)
    {
        (Folder, _file, _selector, Tokens, Ids, Documents, Hash) = (folder, file, selector, tokens, ids, documents, hash);
        _numbers = Enumerable.Range(0, ids.Count).ToDictionary(i => ids[i], StringComparer.Ordinal);
        WithText = [.. Enumerable.Range(0, documents.Length).Where(i => documents[i] is not null)];
    }

    /// <summary>The dataset's folder.</summary>
    public string Folder { get; }

    /// <summary>What the documents were cut with; queries are to be cut with the same.</summary>
    public TextTokens Tokens { get; }

    /// <summary>The documents' ids, by number.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The documents' tokens, by number; <see langword="null"/> for a document without text, which serving would not embed either.</summary>
    public IReadOnlyList<ReadOnlyMemory<int>?> Documents { get; }

    /// <summary>The numbers of the documents with text, ascending.</summary>
    public IReadOnlyList<int> WithText { get; }

    /// <summary>Of the documents' whole content, so that what is kept from an earlier run can be told from another corpus'; hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Reads a corpus.</summary>
    /// <param name="folder">The dataset's folder, in BEIR layout.</param>
    /// <param name="textFields">Paths of the fields that make a document's text, as a configuration's <c>TextFields</c>.</param>
    /// <param name="tokens">The tokenizer and its limits.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="DatasetException">There is no corpus, a line is malformed, an id occurs twice, or no document has a text.</exception>
    public static TrainingCorpus Read(string folder, IReadOnlyList<string> textFields, TextTokens tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(textFields);
        ArgumentNullException.ThrowIfNull(tokens);
        var file = DatasetFiles.FindCorpus(folder);
        var selector = new DocumentTextSelector(textFields);
        var (ids, texts) = (new List<string>(), new List<string?>());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var document in BeirCorpus.Read(file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ids.Add(document.Id);
            texts.Add(selector.Select(document.Json));
            hash.AppendData(document.Json.Span);
            hash.AppendData("\n"u8);
        }

        if (texts.TrueForAll(text => text is null))
        {
            throw new DatasetException($"{file.Name}: no document has a text in {string.Join(", ", textFields)}. Name fields that the documents have.");
        }

        var documents = new ReadOnlyMemory<int>?[texts.Count];
        Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            documents[i] = texts[i] is { } text ? tokens.Encode(text, tokens.DocumentLimit).Ids : default(ReadOnlyMemory<int>?));
        return new(folder, file, selector, tokens, ids, documents, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The number of a document, or <see langword="null"/> where the corpus has none of this id.</summary>
    /// <param name="id">The document's id.</param>
    public int? NumberOf(string id) => _numbers.TryGetValue(id, out var number) ? number : null;

    /// <summary>The texts of some documents; reads the file again.</summary>
    /// <param name="numbers">The documents; each has a text.</param>
    public IEnumerable<(int Number, string Text)> Texts(IReadOnlySet<int> numbers) => numbers.Count == 0
        ? []
        : BeirCorpus.Read(_file).Select((document, number) => (number, document)).Where(entry => numbers.Contains(entry.number))
            .Select(entry => (entry.number, _selector.Select(entry.document.Json)!));

    /// <summary>Indexes the corpus for BM25; reads the file again.</summary>
    /// <param name="cancellationToken">Stops between documents.</param>
    public Bm25Index Index(CancellationToken cancellationToken) => Bm25Index.Build(BeirCorpus.Read(_file), cancellationToken);
}

/// <summary>How texts become token ids: the tokenizer and the limits that serving has too.</summary>
/// <param name="Encode">Cuts a text into ids, the limit of ids given; thread-safe.</param>
/// <param name="QueryLimit">The most ids of a query, special tokens included.</param>
/// <param name="DocumentLimit">The most ids of a document, special tokens included.</param>
internal sealed record TextTokens(Func<string, int, TokenSequence> Encode, int QueryLimit, int DocumentLimit);
