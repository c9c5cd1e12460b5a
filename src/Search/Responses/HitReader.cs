using System.Buffers.Text;
using System.Text;
using TwinBert.Search.Cutting;
using TwinBert.Search.Json;
using TwinBert.Search.Rewriting;

namespace TwinBert.Search.Responses;

/// <summary>Reads hits one after the other; many vectors share one array. For one response.</summary>
internal sealed class HitReader(WidenedSearch search, ResponseReadOptions options)
{
    private const int VectorsPerBlock = 100;

    private readonly HiddenFields? _others = search.Hidden.Count == 0 ? null : new(search.Hidden);
    private readonly byte[] _vectorPath = Encoding.UTF8.GetBytes(search.Field.VectorPath);
    private readonly byte[] _modelPath = Encoding.UTF8.GetBytes(search.Field.ModelPath);
    private readonly List<CandidateHit> _hits = [];
    private Memory<sbyte> _free;
    private string? _lastModel;
    private bool _hasVector;
    private string? _model;

    /// <summary>All embedding objects of what is searched.</summary>
    public HiddenFields Hidden { get; } = new([search.Field, .. search.Hidden]);

    public bool IsUnreadable { get; private set; }

    /// <summary>Reads the hit at the cursor; what is to be left out of it is added to the cuts.</summary>
    public void Read(ref JsonCursor cursor, List<JsonSpan> cuts)
    {
        var start = cursor.Position;
        if (!cursor.TryEnter((byte)'{'))
        {
            IsUnreadable = true;
            cursor.SkipValue();
            return;
        }

        (_hasVector, _model) = (false, null);
        var firstCut = cuts.Count;
        var score = default(JsonSpan);
        var keeps = false;
        var previousEnd = cursor.Position;
        while (cursor.NextMember(out var name))
        {
            var key = name.In(cursor.Json);
            if (key.SequenceEqual("_score"u8))
            {
                score = ReadScore(ref cursor, new(previousEnd, name.Start - 1, 0), start, keeps, cuts);
            }
            else if (key.SequenceEqual("_source"u8) && !options.ShowEmbedding)
            {
                SourceCut.Find(ref cursor, Hidden, cuts);
            }
            else if (key.SequenceEqual("inner_hits"u8) && !options.ShowEmbedding)
            {
                new DocumentWalk(Hidden, cuts).VisitHits(ref cursor, inHits: false, 0);
            }
            else if (FieldsCut.IsFields(key))
            {
                ReadFields(ref cursor, new(previousEnd, name.Start - 1, 0), start, cuts);
            }
            else
            {
                cursor.SkipValue();
            }

            keeps |= !key.SequenceEqual("_score"u8) && !FieldsCut.IsFields(key);
            previousEnd = cursor.Position;
        }

        // Filtered, a hit that keeps nothing would not be in the client's own answer.
        IsUnreadable |= search.AddedScore && !keeps;
        Add(JsonSpan.Between(start, cursor.Position), score, cursor.Json, firstCut..cuts.Count);
    }

    private JsonSpan ReadScore(ref JsonCursor cursor, JsonMember self, int hitStart, bool keeps, List<JsonSpan> cuts)
    {
        var score = cursor.SkipValue();
        if (search.AddedScore && !cursor.IsMalformed)
        {
            MemberCut.Add(cursor.Json, hitStart, self with { End = cursor.Position }, keeps, cuts);
        }

        return score;
    }

    /// <summary>The hits that were read.</summary>
    public CandidateHit[] Take() => [.. _hits];

    private void Add(JsonSpan span, JsonSpan score, ReadOnlySpan<byte> json, Range cuts)
    {
        var vector = default(ReadOnlyMemory<sbyte>);
        if (_hasVector)
        {
            vector = _free[..options.Dimensions];
            _free = _free[options.Dimensions..];
        }

        _hits.Add(new()
        {
            UpstreamScore = ScoreOf(score.In(json)),
            Vector = vector,
            Model = _model,
            Span = span,
            // What the client does not see is not written anew.
            Score = search.AddedScore ? default : score,
            Cuts = cuts,
        });
    }

    private static float ScoreOf(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out float score, out var length) && length == text.Length ? score : float.NaN;

    /// <summary>Reads <c>fields</c>, and leaves out what is there because of us: the whole of it, if that is all.</summary>
    private void ReadFields(ref JsonCursor cursor, JsonMember self, int hitStart, List<JsonSpan> cuts)
    {
        var start = cursor.Position;
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return;
        }

        var firstCut = cuts.Count;
        var keeps = false;
        while (true)
        {
            var before = cursor.Position;
            if (!cursor.NextMember(out var name))
            {
                break;
            }

            var isOurs = ReadField(ref cursor, name.In(cursor.Json));
            if (cursor.IsMalformed)
            {
                return;
            }

            if (isOurs)
            {
                MemberCut.Add(cursor.Json, start, new(before, name.Start - 1, cursor.Position), keeps, cuts);
            }

            keeps |= !isOurs;
        }

        if (!keeps && cuts.Count > firstCut && !cursor.IsMalformed)
        {
            cuts.RemoveRange(firstCut, cuts.Count - firstCut);
            MemberCut.Add(cursor.Json, hitStart, self with { End = cursor.Position }, self.Start > hitStart + 1, cuts);
        }
    }

    /// <summary>Reads one field.</summary>
    /// <returns>Whether it is there because of us, or is not to be seen.</returns>
    private bool ReadField(ref JsonCursor cursor, ReadOnlySpan<byte> name)
    {
        var isHidden = !options.ShowEmbedding && (search.HidesFields ? Hidden : _others)?.HavePart(name) == true;
        if (name.SequenceEqual(_vectorPath))
        {
            ReadVector(ref cursor);
            return isHidden || search.AddedVector;
        }

        if (name.SequenceEqual(_modelPath))
        {
            ReadModel(ref cursor);
            return isHidden || search.AddedModel;
        }

        cursor.SkipValue();
        return isHidden;
    }

    private void ReadVector(ref JsonCursor cursor)
    {
        if (_free.Length < options.Dimensions)
        {
            _free = new sbyte[options.Dimensions * VectorsPerBlock];
        }

        var attempt = cursor;
        _hasVector = search.Dialect.TryReadVector(ref attempt, _free.Span[..options.Dimensions]);
        if (_hasVector)
        {
            cursor = attempt;
        }
        else
        {
            cursor.SkipValue();
        }
    }

    private void ReadModel(ref JsonCursor cursor)
    {
        var value = cursor.SkipValue().In(cursor.Json);
        var open = value.IndexOf((byte)'"');
        var close = value.LastIndexOf((byte)'"');
        if (open < 0 || close == open || value[(open + 1)..close].IndexOfAny((byte)'"', (byte)'\\') >= 0)
        {
            return;
        }

        // Nearly always the same as in the hit before: one string then serves for all.
        var name = value[(open + 1)..close];
        _model = _lastModel is { } last && Ascii.Equals(name, last) ? last : Encoding.UTF8.GetString(name);
        _lastModel = _model;
    }
}
