namespace TwinBert.Sidecar.Searching;

/// <summary>The encoder failed while a query waited for its turn, so often that it is passed over.</summary>
internal sealed class EncoderOpenException() : Exception("The encoder is passed over for a while, because it failed several times in a row.");
