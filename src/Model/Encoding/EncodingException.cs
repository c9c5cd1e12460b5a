namespace TwinBert.Model.Encoding;

/// <summary>An encoder gave something that is no embedding, such as a component that is not finite, or its runtime failed.</summary>
/// <param name="message">What happened; never the text.</param>
/// <param name="innerException">What was caught, if anything.</param>
public sealed class EncodingException(string message, Exception? innerException = null) : Exception(message, innerException);
