using TwinBert.Protocol;

namespace TwinBert.Client;

/// <summary>
/// Hints for every search that a piece of code makes, for clients that hide their <see cref="HttpRequestMessage"/>; and the verdicts of
/// those searches, for clients that hide their <see cref="HttpResponseMessage"/>.
/// <code>
/// using var scope = RerankScope.Begin(new RerankHints { Window = 200 });
/// await client.SearchAsync(…);
/// var verdict = scope.LastVerdict;
/// </code>
/// </summary>
/// <remarks>
/// A scope flows with the asynchronous control flow: into what is awaited and into tasks that are started inside it, never into other
/// requests or threads. Scopes nest; the innermost counts, as a whole. A scope that was disposed is out of force everywhere, also in
/// tasks that were started inside it and are still running. All members are thread-safe; concurrent searches may share one scope.
/// </remarks>
public sealed class RerankScope : IDisposable
{
    // The only static state: a key into the execution context. The value belongs to each control flow, and a scope is never changed by another.
    private static readonly AsyncLocal<RerankScope?> Innermost = new();

    private readonly RerankScope? _outer;
    private readonly object _gate = new(); // a Lock is not there before .NET 9
    private readonly List<RerankVerdict> _verdicts = [];
    private volatile bool _ended;

    private RerankScope(RerankHints hints, RerankScope? outer)
    {
        Hints = hints;
        _outer = outer;
    }

    /// <summary>The hints that searches inside this scope carry.</summary>
    public RerankHints Hints { get; }

    /// <summary>The verdicts of the searches made inside this scope so far, in the order in which their responses arrived. A snapshot.</summary>
    public IReadOnlyList<RerankVerdict> Verdicts
    {
        get
        {
            lock (_gate)
            {
                return [.. _verdicts];
            }
        }
    }

    /// <summary>The verdict that arrived last; <see langword="null"/> before the first.</summary>
    public RerankVerdict? LastVerdict
    {
        get
        {
            lock (_gate)
            {
                return _verdicts.Count == 0 ? null : _verdicts[^1];
            }
        }
    }

    /// <summary>The innermost scope in force here; <see langword="null"/> outside any.</summary>
    internal static RerankScope? Current
    {
        get
        {
            var scope = Innermost.Value;
            while (scope is { _ended: true })
            {
                scope = scope._outer;
            }

            return scope;
        }
    }

    /// <summary>Opens a scope inside the one in force, if any.</summary>
    /// <param name="hints">What its searches ask for.</param>
    /// <returns>The scope; dispose of it to end it.</returns>
    public static RerankScope Begin(RerankHints hints)
    {
        ArgumentNullException.ThrowIfNull(hints);
        var scope = new RerankScope(hints, Current);
        Innermost.Value = scope;
        return scope;
    }

    /// <summary>Opens a scope without hints of its own, to read verdicts: searches carry the hints that were in force before.</summary>
    /// <returns>The scope; dispose of it to end it.</returns>
    public static RerankScope Observe() => Begin(Current?.Hints ?? new RerankHints());

    /// <summary>Ends the scope; the one around it is in force again. May be called from anywhere, and more than once.</summary>
    public void Dispose()
    {
        _ended = true;
        if (ReferenceEquals(Innermost.Value, this))
        {
            Innermost.Value = Current;
        }
    }

    /// <summary>Keeps a verdict in this scope and in those around it.</summary>
    internal void Record(RerankVerdict verdict)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            lock (scope._gate)
            {
                scope._verdicts.Add(verdict);
            }
        }
    }
}
