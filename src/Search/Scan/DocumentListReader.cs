using System.Text.Json;
using TwinBert.Search.Json;

namespace TwinBert.Search.Scan;

/// <summary>
/// Reads the documents of a search (<c>hits.hits</c>) or of a multi-get (<c>docs</c>). Sources are handed on as spans of the response, never parsed and
/// printed again, so that a document can be written back with every byte it had.
/// </summary>
internal ref struct DocumentListReader
{
    private Utf8JsonReader _reader;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly List<ScannedDocument> _documents = [];

    private DocumentListReader(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> json)
    {
        _body = body;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
    }

    /// <summary>The id of the snapshot to use for the next page; null when the response names none.</summary>
    public string? SnapshotId { get; private set; }

    /// <summary>How many shards failed to answer.</summary>
    public int FailedShards { get; private set; }

    /// <summary>The documents. Those that a multi-get did not find have no source.</summary>
    public readonly IReadOnlyList<ScannedDocument> Documents => _documents;

    public static DocumentListReader Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Read(body, body.Span);
        }
        catch (JsonException)
        {
            // A document that engines take and the standard does not: with a byte order mark, or a comment. It costs no other document.
            return Read(body, EngineJson.InPlace(body.Span));
        }
    }

    /// <summary>Reads a document that stands alone.</summary>
    public static DocumentListReader ReadOne(ReadOnlyMemory<byte> body)
    {
        var list = new DocumentListReader(body, body.Span);
        list._reader.Read();
        list.ReadDocument();
        return list;
    }

    private static DocumentListReader Read(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> json)
    {
        var list = new DocumentListReader(body, json);
        list.ReadObject();
        return list;
    }

    private void ReadObject()
    {
        _reader.Read();
        ReadMembers();
    }

    private void ReadMembers()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("pit_id"u8))
            {
                _reader.Read();
                SnapshotId = _reader.GetString();
            }
            else if (_reader.ValueTextEquals("_shards"u8))
            {
                _reader.Read();
                ReadShards();
            }
            else if (_reader.ValueTextEquals("hits"u8) || _reader.ValueTextEquals("docs"u8))
            {
                _reader.Read();
                ReadHits();
            }
            else if (_reader.ValueTextEquals("responses"u8))
            {
                _reader.Read();
                ReadResponses();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    // The answers to several searches.
    private void ReadResponses()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers();
        }
    }

    private void ReadShards()
    {
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("failed"u8))
            {
                _reader.Read();
                FailedShards = _reader.GetInt32();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    // "hits" is an object with an array of the same name in it, "docs" the array itself.
    private void ReadHits()
    {
        if (_reader.TokenType == JsonTokenType.StartArray)
        {
            while (_reader.Read() && _reader.TokenType == JsonTokenType.StartObject)
            {
                ReadDocument();
            }

            return;
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var isList = _reader.ValueTextEquals("hits"u8);
            _reader.Read();
            if (isList)
            {
                ReadHits();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadDocument()
    {
        string index = "", id = "";
        string? routing = null;
        long sequenceNumber = -1, primaryTerm = 0, version = 0;
        ReadOnlyMemory<byte> source = default, fields = default;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (_reader.GetString())
            {
                case "_index":
                    index = ReadString();
                    break;
                case "_id":
                    id = ReadString();
                    break;
                case "_routing":
                    routing = ReadString();
                    break;
                case "_seq_no":
                    sequenceNumber = ReadNumber();
                    break;
                case "_primary_term":
                    primaryTerm = ReadNumber();
                    break;
                case "_version":
                    version = ReadNumber();
                    break;
                case "_source":
                    source = ReadRaw();
                    break;
                case "fields":
                    fields = ReadRaw();
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }

        _documents.Add(new ScannedDocument(index, id, routing, sequenceNumber, primaryTerm, source) { Version = version, Fields = fields });
    }

    private string ReadString()
    {
        _reader.Read();
        return _reader.GetString() ?? "";
    }

    private long ReadNumber()
    {
        _reader.Read();
        return _reader.GetInt64();
    }

    private ReadOnlyMemory<byte> ReadRaw()
    {
        var before = (int)_reader.BytesConsumed;
        _reader.Read();
        var start = EngineJson.StartsWithMark(_body.Span[before..]) ? before : (int)_reader.TokenStartIndex;
        _reader.Skip();
        return _body[start..(int)_reader.BytesConsumed];
    }
}
