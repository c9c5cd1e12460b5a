using TwinBert.Model.Tokenization;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>Texts of one forward pass, padded to the longest. Owns its tensors.</summary>
internal sealed class TokenBatch : IDisposable
{
    private const float Hidden = -30_000;

    private TokenBatch(Tensor ids, Tensor mask, Tensor? segments)
    {
        (Ids, Mask, Segments) = (ids, mask, segments);
        Bias = ((1 - mask) * Hidden).unsqueeze(1).unsqueeze(1);
        foreach (var tensor in (Tensor?[])[Ids, Mask, Segments, Bias])
        {
            tensor?.DetachFromDisposeScope();
        }
    }

    /// <summary>int64 [batch, tokens], or [batch, tokens, ids per token].</summary>
    public Tensor Ids { get; }

    /// <summary>float32 [batch, tokens]: 1 for real tokens.</summary>
    public Tensor Mask { get; }

    /// <summary>int64 [batch, tokens]; null when all tokens are of the first segment.</summary>
    public Tensor? Segments { get; }

    /// <summary>float32 [batch, 1, 1, tokens]: what to add to attention scores.</summary>
    public Tensor Bias { get; }

    /// <summary>Pads texts.</summary>
    /// <param name="texts">The ids of each text.</param>
    /// <param name="width">The ids of one token.</param>
    /// <param name="segmentStarts">Where the second segment of each text begins; null for texts of one segment.</param>
    public static TokenBatch Of(IReadOnlyList<ReadOnlyMemory<int>> texts, int width = 1, IReadOnlyList<int>? segmentStarts = null)
    {
        var tokens = Math.Max(1, texts.Max(text => text.Length) / width);
        var ids = new long[texts.Count * tokens * width];
        var mask = new float[texts.Count * tokens];
        var segments = segmentStarts is null ? null : new long[texts.Count * tokens];
        for (var row = 0; row < texts.Count; row++)
        {
            var text = texts[row].Span;
            for (var i = 0; i < text.Length; i++)
            {
                ids[(row * tokens * width) + i] = text[i];
            }

            mask.AsSpan(row * tokens, text.Length / width).Fill(1);
            segments?.AsSpan((row * tokens) + segmentStarts![row], text.Length - segmentStarts[row]).Fill(1);
        }

        long[] shape = width == 1 ? [texts.Count, tokens] : [texts.Count, tokens, width];
        return new(tensor(ids, shape), tensor(mask, [texts.Count, tokens]), segments is null ? null : tensor(segments, [texts.Count, tokens]));
    }

    /// <summary>Pads texts of a tokenizer.</summary>
    public static TokenBatch Of(IEnumerable<TokenSequence> texts, int width = 1) => Of([.. texts.Select(text => text.Ids)], width);

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Mask.Dispose();
        Segments?.Dispose();
        Bias.Dispose();
    }
}
