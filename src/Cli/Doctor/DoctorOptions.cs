using TwinBert.Configuration;

namespace TwinBert.Cli.Doctor;

/// <summary>What is to be looked at.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Sidecar">The sidecar.</param>
/// <param name="Caller">An application's credentials, in place of the operator's; <see langword="null"/> for none to look at.</param>
/// <param name="Requests">A file of requests to send directly and through the sidecar; <see langword="null"/> for none.</param>
internal sealed record DoctorOptions(TwinBertOptions Configuration, Uri Sidecar, UpstreamOptions? Caller, string? Requests);
