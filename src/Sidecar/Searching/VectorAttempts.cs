using System.Net;
using TwinBert.Protocol;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// What becomes of asking for vectors, for each search of a request. The engine's refusal or an answer of no use is a failure once the client's own search
/// went well, and so is an engine that is overloaded or broke down on the wider search: it is spared ours. Other errors show nothing. Belongs to one request.
/// </summary>
/// <param name="attempts">Each search's; <see langword="null"/> where none is made.</param>
internal sealed class VectorAttempts(IReadOnlyList<VectorAttempt?> attempts) : IDisposable
{
    /// <summary>Whether the search at a place may ask.</summary>
    public bool Admits(int place) => attempts[place] is not null;

    /// <summary>The engine answered the search at a place with an error, which is the client's answer.</summary>
    /// <param name="place">The search's place.</param>
    /// <param name="status">The error's status.</param>
    public void Refuse(int place, int status)
    {
        if (status is (int)HttpStatusCode.TooManyRequests or >= (int)HttpStatusCode.InternalServerError)
        {
            attempts[place]?.Fail();
        }
    }

    /// <summary>
    /// The engine answered the whole request with an error, which is the client's answer: one failure of each index, whatever number of searches it has.
    /// </summary>
    /// <param name="status">The error's status.</param>
    public void Refuse(int status)
    {
        foreach (var (place, _) in attempts.Index().Where(attempt => attempt.Item is not null).DistinctBy(attempt => attempt.Item!.Index))
        {
            Refuse(place, status);
        }
    }

    /// <summary>The verdict is there.</summary>
    public void End(RerankVerdict verdict)
    {
        foreach (var (attempt, search) in attempts.Zip(verdict.Items ?? [verdict]))
        {
            End(attempt, search.Reason);
        }
    }

    /// <summary>What has shown nothing until now never will.</summary>
    public void Dispose()
    {
        foreach (var attempt in attempts)
        {
            attempt?.Dispose();
        }
    }

    private static void End(VectorAttempt? attempt, RerankReason? reason)
    {
        switch (SearchEnds.Of(reason).Effect)
        {
            case CircuitEffect.Failure:
                attempt?.Fail();
                break;
            case CircuitEffect.Success:
                attempt?.Succeed();
                break;
        }
    }
}
