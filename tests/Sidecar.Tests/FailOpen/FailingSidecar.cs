using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TwinBert.Configuration;
using TwinBert.Model.Encoding;
using TwinBert.Sidecar.Hosting;
using TwinBert.Sidecar.Tests.Fixtures;
using TwinBert.Sidecar.Tests.Searching;
using TwinBert.TestKit.Encoders;

namespace TwinBert.Sidecar.Tests.FailOpen;

/// <summary>A sidecar in front of an engine, in which one step of every search goes wrong.</summary>
internal sealed class FailingSidecar : IAsyncDisposable
{
    private const string Refused = """{"error":{"type":"parsing_exception","reason":"no"},"status":400}""";
    private const string Occupant = "occupant";
    private readonly FailingStep _step;
    private readonly FakeTimeProvider _time = new();
    private readonly HashEncoder _inner = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly ScriptedCrossing _crossing;
    private Task _occupant = Task.CompletedTask;

    private FailingSidecar(FailingStep step)
    {
        _step = step;
        _crossing = new(Cross);
    }

    public SidecarFixture Fixture { get; private set; } = null!;

    /// <summary>How often the engine is asked for one request of the client's.</summary>
    public int Requests => _step is FailingStep.WideningRefused or FailingStep.AnswerTooLarge or FailingStep.AnswerUnreadable ? 2 : 1;

    public static async Task<FailingSidecar> StartAsync(FailingStep step)
    {
        var failing = new FailingSidecar(step);
        failing.Fixture = await SidecarFixture.StartAsync(failing.Change);
        failing._crossing.HasBegun = true;
        return failing;
    }

    /// <summary>Lets the engine have these documents, and brings about what has to be before a search goes wrong.</summary>
    public async Task<ScriptedIndex> FillAsync(IReadOnlyList<string> titles, IReadOnlySet<int> withoutVector)
    {
        var index = new ScriptedIndex(Fixture.Upstream)
        {
            Titles = titles,
            WithoutVector = _step == FailingStep.NoVectors ? Enumerable.Range(0, titles.Count).ToHashSet() : withoutVector,
        };
        Fixture.Upstream.Answer = context => AnswerAsync(context, index);
        if (_step == FailingStep.Overloaded && _occupant.IsCompleted)
        {
            _occupant = Fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json("{\"query\":{\"match\":{\"title\":\"" + Occupant + "\"}}}"));
            await _entered.Task;
            while (Fixture.Upstream.Seen.IsEmpty)
            {
                await Task.Delay(1);
            }
        }
        else if (_step is FailingStep.EncoderOpen or FailingStep.VectorsOpen)
        {
            (await Fixture.SendAsync("POST", "/products/_search", SearchRerankTests.Json("""{"query":{"match":{"title":"once before"}}}"""))).Dispose();
        }

        Fixture.Upstream.Seen.Clear();
        return index;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Fixture.DisposeAsync();
        await _occupant.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, ScriptedIndex index)
    {
        var seen = Fixture.Upstream.Last;
        await seen.KeepBodyAsync(context);
        var isMulti = seen.Target.Contains("_msearch", StringComparison.Ordinal);
        var isWidened = seen.Text.Contains("docvalue_fields", StringComparison.Ordinal);
        // A search that found nothing would not wait for its query.
        index = seen.Text.Contains(Occupant, StringComparison.Ordinal) ? new(Fixture.Upstream) { Titles = [Occupant] } : index;
        var instead = !isWidened ? null
            : _step is FailingStep.WideningRefused or FailingStep.VectorsOpen ? Refused
            : _step == FailingStep.AnswerTooLarge ? "{\"hits\":\"" + new string('x', 1 << 20) + "\"}"
            : _step == FailingStep.AnswerUnreadable ? """{"hits":"none"}"""
            : null;
        var answer = instead ?? (isMulti ? new ScriptedSearches(Fixture.Upstream, index).Answer(seen.Text) : index.Page(seen.Text));
        await ScriptedUpstream.Json(answer, instead == Refused ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK)(context);
    }

    private SidecarSettings Change(SidecarSettings settings)
    {
        var model = SidecarFixture.Model(Encoder()) with { Heads = [new(_crossing, 0)] };
        return settings with
        {
            Model = _step == FailingStep.OtherVectors ? SidecarFixture.Model(new HashEncoder(8), new HashEncoder(8)) : model,
            TimeProvider = _step == FailingStep.Deadline ? _time : TimeProvider.System,
            Options = settings.Options with { Limits = Limits() },
        };
    }

    private LimitOptions Limits() => _step switch
    {
        FailingStep.EncodingHangs => new() { RerankTimeout = TimeSpan.FromMilliseconds(20), BreakAfterFailures = 1_000_000 },
        FailingStep.EncoderOpen or FailingStep.VectorsOpen => new()
        {
            RerankTimeout = TimeSpan.FromMinutes(1),
            BreakAfterFailures = 1,
            BreakDuration = TimeSpan.FromHours(1),
        },
        FailingStep.Overloaded => new() { RerankTimeout = TimeSpan.FromMinutes(1), MaxPendingEncodings = 1 },
        FailingStep.AnswerTooLarge => new() { RerankTimeout = TimeSpan.FromMinutes(1), MaxResponseBytes = 1 << 20, BreakAfterFailures = 1_000_000 },
        _ => new() { RerankTimeout = TimeSpan.FromMinutes(1), BreakAfterFailures = 1_000_000 },
    };

    private ScriptedEncoder Encoder() => new ScriptedEncoder(async (text, token) =>
    {
        if (text == Occupant)
        {
            _entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, _end.Token);
        }

        if (_step == FailingStep.EncodingHangs)
        {
            await Task.Delay(Timeout.Infinite, token);
        }

        return _step is FailingStep.Encoding or FailingStep.EncoderOpen
            ? throw new EncodingException("no encoder today")
            : await _inner.EncodeAsync(text, token);
    });

    private void Cross(float[] similarities)
    {
        switch (_step)
        {
            case FailingStep.Crossing:
                throw new InvalidOperationException("no crossing today");
            case FailingStep.CrossingGivesNoNumber:
                similarities[^1] = float.NaN;
                break;
            case FailingStep.Deadline:
                _time.Advance(TimeSpan.FromMinutes(1));
                break;
        }
    }
}
