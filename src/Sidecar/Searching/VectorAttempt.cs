using TwinBert.Sidecar.Resilience;

namespace TwinBert.Sidecar.Searching;

/// <summary>One search's asking for vectors. Belongs to one request.</summary>
/// <param name="index">What is searched.</param>
/// <param name="circuit">Its use of the index's circuit; <see langword="null"/> where there is none, or where it does not count.</param>
/// <param name="fail">Says that it came to nothing.</param>
internal sealed class VectorAttempt(string index, CircuitBreaker.Attempt? circuit, Action fail) : IDisposable
{
    private bool _isOver;

    /// <summary>What is searched.</summary>
    public string Index => index;

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

    /// <inheritdoc/>
    public void Dispose() => circuit?.Dispose();
}
