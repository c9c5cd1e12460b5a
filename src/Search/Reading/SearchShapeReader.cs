using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.Json;
using TwinBert.Search.Parts;
using TwinBert.Search.QueryTexts;
using TwinBert.Search.Sources;

namespace TwinBert.Search.Reading;

/// <summary>
/// Reads a search as the engine would: what the URL says wins over the body. What it has that not every form of reranking bears is noted in the order of
/// reading, and the first that a form does not bear is the reason against it.
/// </summary>
public ref struct SearchShapeReader
{
    /// <summary>What an engine gives when the client does not say how many.</summary>
    private const int DefaultSize = 10;

    /// <summary>What an engine gives at most, unless an index says otherwise.</summary>
    private const int MaxResultWindow = 10_000;

    private readonly SearchReadOptions _options;
    private readonly ReadOnlyMemory<byte> _body;
    private List<SearchFeature>? _features;
    private SearchUrl _url = SearchUrl.Empty;
    private SearchBody _members = SearchBody.Empty;
    private QueryScope _scope = QueryScope.None;
    private RequestedFields _fields;
    private AnswerFilter? _filter;
    private string _text = "";
    private string? _kind;
    private IReadOnlyList<IReadOnlyList<string>> _fieldsOfTyped = [];
    private int _size;
    private int _from;
    private TimeSpan? _timeout;

    private SearchShapeReader(ReadOnlyMemory<byte> body, SearchReadOptions options)
    {
        _body = body;
        _options = options;
    }

    /// <summary>Reads a search. Never throws for anything that a client sends.</summary>
    /// <param name="queryString">The raw query string of the URL, with or without its question mark.</param>
    /// <param name="body">The body, decompressed; empty for none.</param>
    /// <param name="options">The rerank window, the embedding field, and the client's own query text.</param>
    public static SearchShape Read(string queryString, ReadOnlyMemory<byte> body, SearchReadOptions options)
    {
        var reader = new SearchShapeReader(body, options);
        try
        {
            reader.Read(queryString);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text with broken UTF-8 or half a surrogate pair, or a wrapped query that is no JSON.
            reader.Note(SearchFeature.UnreadableBody);
        }

        return reader.Shape();
    }

    private void Read(string queryString)
    {
        if (!SearchUrl.TryRead(queryString, out var url))
        {
            Note(SearchFeature.UnreadableUrl);
            return;
        }

        _url = url;
        ReadUrl();
        if (!SearchBody.TryRead(_body.Span, out var members))
        {
            Note(SearchFeature.UnreadableBody);
            return;
        }

        _members = members;
        _scope = QueryScope.Of(members);
        ReadMembers();
        if (ReadPage())
        {
            ReadAnswer();
            ReadText();
            _timeout = EngineTime.Read(_url["timeout"]?.Value ?? RequestedPage.TextOf(_members["timeout"], _body.Span));
        }
    }

    private void Note(SearchFeature? feature)
    {
        if (feature is { } found)
        {
            Note(found);
        }
    }

    private void NoteIf(bool has, SearchFeature feature) => Note(has ? feature : null);

    private void ReadUrl()
    {
        NoteIf(_options.IsAsynchronous, SearchFeature.Asynchronous);
        foreach (var name in _url.Names)
        {
            Note(_options.IsAsynchronous && SearchParameters.IsOfAsynchronous(name) ? null : SearchParameters.FeatureOf(name));
        }

        NoteIf(_options.HasOtherForm || _url["format"] is { Value: not "json" }, SearchFeature.OtherFormat);
        if (_url["sort"] is { Value: not ("" or "_score" or "_score:desc") and var sort })
        {
            Note(SortByScore.IsFirstInUrl(sort) ? SearchFeature.TieBreak : SearchFeature.OtherSort);
        }
    }

    private void ReadMembers()
    {
        foreach (var key in _members.Keys)
        {
            // A list of nothing asks for nothing: clients that gather a search from parts write it.
            if (!(SearchBodyKeys.MayBeEmpty(key) && JsonContainer.IsEmptyArray(_members[key]!.Value.In(_body.Span))))
            {
                Note(key == "retriever" ? ReadRetriever(_members[key]!.Value) : FeatureOf(key));
            }
        }

        ReadSort();
        NoteIf(_members["suggest"] is { } suggest && JsonName.MayContain(suggest.In(_body.Span), "completion"u8), SearchFeature.Completion);
        NoteIf(_members["profile"] is { } profile && !profile.In(_body.Span).SequenceEqual("false"u8), SearchFeature.Profile);
    }

    // Whoever says that the query's text stands in a section of a plugin knows what that plugin does.
    private SearchFeature? FeatureOf(string key) =>
        key == "ext" && _options.QueryTextPlaces.Any(place => place.Member == key) ? null : SearchBodyKeys.FeatureOf(key);

    private SearchFeature ReadRetriever(JsonSpan retriever)
    {
        if (QueryScope.InRetriever(_body.Span, retriever) is not { } scope || _url["q"] is not null || _scope.Query is not null)
        {
            return SearchFeature.OtherRetriever;
        }

        _scope = scope;
        foreach (var key in scope.Keys.Where(key => key is not ("_name" or "filter")))
        {
            Note(SearchBodyKeys.FeatureOf(key));
        }

        return SearchFeature.StandardRetriever;
    }

    private void ReadSort()
    {
        if (_scope["sort"] is not { } sort)
        {
            return;
        }

        if (_url["sort"] is null && SortByScore.IsOnly(sort.In(_body.Span)))
        {
            // Of a point in time, an engine breaks the ties of whatever is sorted by, and the next page follows these.
            NoteIf(_members["pit"] is not null && !JsonContainer.IsEmptyArray(sort.In(_body.Span)), SearchFeature.TieBreak);
        }
        else
        {
            Note(_url["sort"] is null && SortByScore.IsFirst(sort.In(_body.Span)) ? SearchFeature.TieBreak : SearchFeature.OtherSort);
        }
    }

    private bool ReadPage()
    {
        if (!RequestedPage.TryRead("size", DefaultSize, _url, _members, _body.Span, out _size)
            || !RequestedPage.TryRead("from", 0, _url, _members, _body.Span, out _from))
        {
            Note(SearchFeature.UnreadableBody);
            return false;
        }

        NoteIf(_size == 0, SearchFeature.NoHits);
        NoteIf(_from >= _options.Window, SearchFeature.BehindWindow);
        NoteIf(_from + _size > MaxResultWindow, SearchFeature.BehindResults);
        return true;
    }

    private void ReadAnswer()
    {
        _fields = RequestedFields.Read(_url, _members, _body.Span, _options.Field);
        NoteIf(_fields.SkipReason == RerankReason.StoredFields, SearchFeature.NoStoredFields);
        NoteIf(_fields.SkipReason == RerankReason.EmbeddingRequested, SearchFeature.EmbeddingRequested);
        NoteIf(!KeepsWhatIsNeeded(out _filter), SearchFeature.FilteredAnswer);
        NoteIf(AggregatesBy("_score"u8) || AggregatesBy("sampler"u8), SearchFeature.ScoredAggregation);
        NoteIf(AggregatesBy("top_hits"u8), SearchFeature.BestHitsAggregation);
    }

    private bool KeepsWhatIsNeeded(out AnswerFilter? filter)
    {
        if (!AnswerFilter.TryRead(_url["filter_path"]?.Value, out filter))
        {
            return false;
        }

        if (filter.IsEmpty)
        {
            filter = null;
            return true;
        }

        // What the client asked for and then filtered out would have to be told from what is ours.
        return filter.KeepsHits(SourceChoices.Of(_url, _members, _body.Span), _options.Field)
            && (!_fields.Vector || filter.KeepsField(_options.Field.VectorPath))
            && (!_fields.Model || filter.KeepsField(_options.Field.ModelPath));
    }

    private bool AggregatesBy(ReadOnlySpan<byte> word) =>
        (_members["aggs"] is { } aggs && JsonName.MayContain(aggs.In(_body.Span), word))
        || (_members["aggregations"] is { } aggregations && JsonName.MayContain(aggregations.In(_body.Span), word));

    private void ReadText()
    {
        var text = QueryTextExtractor.Extract(_url["q"]?.Value, _scope.Query is { } query ? query.In(_body.Span) : default);
        NoteIf(text.SkipReason == RerankReason.Knn, SearchFeature.Vectors);
        NoteIf(text.SkipReason == RerankReason.Pinned, SearchFeature.Pinned);
        var given = _options.QueryText is { Length: > 0 } own ? own : PlacedText.Find(_url, _members, _body.Span, _options.QueryTextPlaces);
        _text = given ?? text.Text;
        _kind = _text.Length == 0 ? text.Kind : null;
        _fieldsOfTyped = given is null ? text.FieldsOfTyped : [];
        NoteIf(_text.Length == 0, text.IsHalfTyped ? SearchFeature.HalfTyped : SearchFeature.NoText);
        NoteIf(text.ScoresByOther, SearchFeature.ScoreWithoutText);
    }

    private void Note(SearchFeature feature) => (_features ??= []).Add(feature);

    private SearchShape Shape() => new(_url, _body, _members, _features is null ? [] : [.. _features])
    {
        Window = Window(),
        QueryText = _text,
        KindWithoutText = _kind,
        FieldsOfTyped = _fieldsOfTyped,
        From = _from,
        Size = _size,
        Timeout = _timeout,
        Scope = _scope,
        HasOtherForm = _options.HasOtherForm,
        LeftOut = _options is { HasOtherForm: true, ShowsEmbedding: false } ? [_options.Field, .. _options.Hidden] : [],
    };

    private SearchReading Window()
    {
        foreach (var feature in _features ?? [])
        {
            if (SearchFeatures.Of(feature).Window is { } reason)
            {
                return feature == SearchFeature.NoText ? SearchReading.SkipWithoutText(_kind) : SearchReading.Skip(reason);
            }
        }

        return SearchReading.Eligible(new(_url, _body, _members)
        {
            QueryText = _text,
            From = _from,
            Size = _size,
            Window = _options.Window,
            Timeout = _timeout,
            Field = _options.Field,
            Hidden = _options.Hidden,
            AsksForVector = _fields.Vector,
            AsksForModel = _fields.Model,
            HidesFields = _fields.Hidden,
            Filter = _filter,
        });
    }
}
