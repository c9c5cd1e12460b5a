using TwinBert.Sidecar.Limits;
using TwinBert.Sidecar.Telemetry;

namespace TwinBert.Sidecar.Searching;

/// <summary>The request that searches came with, as the <see cref="SearchPipeline"/> sees it. Belongs to one request.</summary>
internal sealed record SearchSession
{
    /// <summary>The way to the engine and back.</summary>
    public required ISearchExchange Exchange { get; init; }

    /// <summary>Whose searches they are.</summary>
    public required ISearchCaller Caller { get; init; }

    /// <summary>The time for the sidecar's own work.</summary>
    public required OwnTime Time { get; init; }

    /// <summary>What will be said of them.</summary>
    public required SearchVerdict Verdict { get; init; }

    /// <summary>Where the steps are traced.</summary>
    public Spans Spans { get; init; } = Spans.None;

    /// <summary>Where it is noted how long they take.</summary>
    public SearchStages Stages { get; init; } = new(TimeProvider.System);

    /// <summary>The plan that the client asks for; <see langword="null"/> for the configured one.</summary>
    public string? Plan { get; init; }

    /// <summary>The window that the client asks for; <see langword="null"/> for the configured one.</summary>
    public int? Window { get; init; }

    /// <summary>β of the blend that the client asks for; <see langword="null"/> for the configured one.</summary>
    public double? Weight { get; init; }

    /// <summary>Whether the client wants to see why hits are where they are.</summary>
    public bool Explains { get; init; }

    /// <summary>Whether the client wants to see embedding objects.</summary>
    public bool ShowsEmbedding { get; init; }

    /// <summary>Ends when the client hangs up.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>Ends when the client hangs up or is answered, so that nothing goes on that nobody waits for.</summary>
    public CancellationToken Ended { get; init; }

    /// <summary>Starts a step.</summary>
    /// <param name="stage">Which it is.</param>
    /// <param name="span">What its span is called; <see langword="null"/> for one that has none.</param>
    public StageSpan Start(SearchStage stage, string? span) => Stages.Start(stage, span is null ? null : Spans.Start(span));
}
