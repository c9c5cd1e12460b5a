namespace TwinBert.Sidecar.Telemetry;

/// <summary>A part of serving a request's searches, of which it is measured how long it takes.</summary>
internal enum SearchStage
{
    /// <summary>The request's body comes and is read.</summary>
    Read,

    /// <summary>The ways to the pages are chosen.</summary>
    Plan,

    /// <summary>What is sent has to wait for the query's embedding.</summary>
    Encode,

    /// <summary>What is sent in place of the client's request, until the engine's answer is read.</summary>
    Search,

    /// <summary>Hits are ranked, with the wait for what is not there yet.</summary>
    Cross,

    /// <summary>The client's answer is put together and sent.</summary>
    Write,
}
