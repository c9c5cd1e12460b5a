namespace TwinBert.Signing;

/// <summary>A request could not be signed, so that it was not sent.</summary>
/// <param name="message">Why, and the remedy.</param>
/// <param name="inner">The cause; <see langword="null"/> for none.</param>
public sealed class AwsSigningException(string message, Exception? inner = null)
    : HttpRequestException(HttpRequestError.UserAuthenticationError, message, inner);
