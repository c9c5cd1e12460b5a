using TwinBert.Export.Bert;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Modules;

/// <summary>From ids to the vectors that the first layer reads.</summary>
internal abstract class InputEmbedding
{
    /// <summary>[batch, tokens, hidden], <c>float32</c>.</summary>
    public abstract Tensor Forward(TokenBatch batch);

    /// <summary>The embedding of a kind of input.</summary>
    public static InputEmbedding Of(ParameterSet parameters, string prefix, TrunkShape shape) =>
        shape.Input == EncoderInput.WordPiece ? new WordPieceEmbedding(parameters, prefix, shape) : new TriLetterEmbedding(parameters, prefix, shape);

    /// <summary>The rows of a table: [axes of the ids, hidden].</summary>
    protected static Tensor Rows(Parameter table, Tensor ids) => table.index_select(0, ids.flatten()).view([.. ids.shape, table.shape[1]]);

    /// <summary>The position vectors of the first tokens: [tokens, hidden].</summary>
    protected static Tensor First(Parameter positions, long tokens) => positions.narrow(0, 0, tokens);
}
