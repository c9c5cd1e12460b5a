namespace TwinBert.Protocol;

/// <summary>What a client may ask for one search. Everything is optional; an empty hint changes nothing. Immutable and thread-safe.</summary>
public sealed record RerankHints
{
    /// <summary>Hints that switch reranking off.</summary>
    public static RerankHints Disabled { get; } = new() { Off = true };

    /// <summary>Asks for the engine's own answer.</summary>
    public bool Off { get; init; }

    /// <summary>How many of the engine's best hits to rerank, 1 to 10,000; <see langword="null"/> for the configured window.</summary>
    public int? Window { get; init; }

    /// <summary>The text to rerank by; <see langword="null"/> for the one found in the search.</summary>
    public string? QueryText { get; init; }

    /// <summary>The way to rerank: <c>auto</c>, <c>window</c>, <c>rescore</c> or <c>wrap</c>; <see langword="null"/> for the configured one.</summary>
    public string? Plan { get; init; }

    /// <summary>
    /// β of the blend, 0 to 20: 0 leaves the engine's order, and the greater it is, the nearer to the model's that comes;
    /// <see langword="null"/> for the configured one.
    /// </summary>
    public double? Weight { get; init; }

    /// <summary>The request headers that carry these hints.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <see cref="Window"/> is not 1 to 10,000, <see cref="Plan"/> is no plan, or <see cref="Weight"/> is not 0 to 20.
    /// </exception>
    public IEnumerable<KeyValuePair<string, string>> ToHeaders()
    {
        if (Window is < 1 or > 10_000)
        {
            throw new ArgumentOutOfRangeException(nameof(Window), Window, "The rerank window is 1 to 10,000 hits.");
        }

        if (Plan is not (null or "auto" or "window" or "rescore" or "wrap"))
        {
            throw new ArgumentOutOfRangeException(nameof(Plan), Plan, "A plan is auto, window, rescore or wrap.");
        }

        if (Weight is { } weight && !(weight is >= 0 and <= 20))
        {
            throw new ArgumentOutOfRangeException(nameof(Weight), Weight, "The model's weight is 0 to 20.");
        }

        return Headers();
    }

    private IEnumerable<KeyValuePair<string, string>> Headers()
    {
        if (Off)
        {
            yield return new(TwinBertHeaders.Verdict, TwinBertHeaders.Off);
        }

        if (Window is { } window)
        {
            yield return new(TwinBertHeaders.Window, window.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if (Plan is { } plan)
        {
            yield return new(TwinBertHeaders.Plan, plan);
        }

        if (Weight is { } beta)
        {
            yield return new(TwinBertHeaders.Weight, beta.ToString("0.################", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (QueryText is { } text)
        {
            yield return new(TwinBertHeaders.Query, Uri.EscapeDataString(text));
        }
    }
}
