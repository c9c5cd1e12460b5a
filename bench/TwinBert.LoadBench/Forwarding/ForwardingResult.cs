namespace TwinBert.LoadBench.Forwarding;

/// <summary>What one way took at one concurrency, in microseconds; the processor time is the proxy's own, for each request.</summary>
internal sealed record ForwardingResult(string Way, string Exchange, int Concurrency, long Requests, long Median, long NinetyNinth, double Processor);
