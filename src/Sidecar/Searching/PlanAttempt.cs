using System.Net;
using TwinBert.Sidecar.Limits;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// One search's use of a plan. The engine's refusal or an answer of no use is a failure once the client's own search went well, and so is an engine that is
/// overloaded or broke down on the plan's search: it is spared ours. Other errors show nothing. Belongs to one request.
/// </summary>
/// <param name="indices">What is searched.</param>
/// <param name="circuit">Its use of the plan's circuit; <see langword="null"/> where there is none, or where it does not count.</param>
/// <param name="fail">Says that it came to nothing.</param>
internal sealed class PlanAttempt(string indices, CircuitBreaker.Attempt? circuit, Action fail) : IDisposable
{
    private bool _isOver;

    /// <summary>What is searched.</summary>
    public string Indices => indices;

    /// <summary>It came to something.</summary>
    public void Succeed()
    {
        _isOver = true;
        circuit?.Succeed();
    }

    /// <summary>It came to nothing; once, and not after a success.</summary>
    public void Fail()
    {
        if (!_isOver)
        {
            _isOver = true;
            fail();
        }
    }

    /// <summary>The engine answered the plan's search with an error, which is the client's answer.</summary>
    /// <param name="status">The error's status.</param>
    public void Refuse(int status)
    {
        if (status is (int)HttpStatusCode.TooManyRequests or >= (int)HttpStatusCode.InternalServerError)
        {
            Fail();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => circuit?.Dispose();
}
