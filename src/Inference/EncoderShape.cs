namespace TwinBert.Inference;

/// <summary>What goes into an encoder's graph and what comes out.</summary>
/// <param name="Dimensions">The components of an embedding.</param>
/// <param name="Width">The ids of one token. With 1, <c>input_ids</c> is [batch, tokens]; with more, [batch, tokens, width].</param>
internal readonly record struct EncoderShape(int Dimensions, int Width);
