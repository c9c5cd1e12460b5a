namespace TwinBert.Sidecar.Hosting;

/// <summary>A sidecar that could not start.</summary>
/// <param name="message">One line that names the cause and the remedy.</param>
/// <param name="innerException">What the system said.</param>
public sealed class SidecarStartException(string message, Exception? innerException = null) : Exception(message, innerException);
