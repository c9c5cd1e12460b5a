using System.Net;
using BitFaster.Caching.Lru;

namespace TwinBert.Sidecar.Callers;

/// <summary>
/// The callers whose last search the engine answered with success. Only for them are queries encoded before the engine has answered: whom it refuses costs
/// the encoder nothing. Those that did not search for longest are forgotten, and have to be answered once more. Thread-safe.
/// </summary>
internal sealed class KnownCallers
{
    private const int Most = 10_000;
    private readonly FastConcurrentLru<CallerKey, bool> _callers = new(Most);

    /// <summary>Whether the engine answered a caller's last search with success.</summary>
    public bool Contains(CallerKey caller) => _callers.TryGet(caller, out _);

    /// <summary>The engine answered a search of a caller's with success.</summary>
    public void Add(CallerKey caller) => _callers.AddOrUpdate(caller, true);

    /// <summary>The engine answered a search of a caller's with an error.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="status">The error's status; only a refusal of the caller matters.</param>
    public void Refuse(CallerKey caller, HttpStatusCode status)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            _callers.TryRemove(caller);
        }
    }
}
