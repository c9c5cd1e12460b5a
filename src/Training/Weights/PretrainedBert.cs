using TwinBert.Export;
using TwinBert.Export.Bert;
using TwinBert.Model.Tokenization;
using TwinBert.Model.Weights;
using TwinBert.Training.Modules;

namespace TwinBert.Training.Weights;

/// <summary>A BERT in a folder of Hugging Face's layout, with the vocabulary that it reads.</summary>
internal sealed class PretrainedBert : IDisposable
{
    private const string WeightsFile = "model.safetensors";
    private readonly SafetensorsReader _weights;

    private PretrainedBert(string folder, BertConfig config, WordPieceTokenizer tokenizer, byte[] vocabulary, SafetensorsReader weights) =>
        (Folder, Config, Tokenizer, Vocabulary, _weights) = (folder, config, tokenizer, vocabulary, weights);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Its shape.</summary>
    public BertConfig Config { get; }

    /// <summary>Cuts texts for it.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>The vocabulary's file, as it is.</summary>
    public byte[] Vocabulary { get; }

    /// <summary>The file of its weights.</summary>
    public string WeightsPath => Path.Combine(Folder, WeightsFile);

    /// <summary>Its weights.</summary>
    public IWeightSource Weights => _weights;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">With <c>config.json</c> and <c>model.safetensors</c>.</param>
    /// <param name="vocabulary">The vocabulary's file.</param>
    /// <exception cref="ExportException">The configuration is missing or unusable.</exception>
    /// <exception cref="WeightsException">The weights are missing or damaged, or the vocabulary does not fit the word table.</exception>
    public static PretrainedBert Open(string folder, string vocabulary)
    {
        if (!Directory.Exists(folder))
        {
            throw new ExportException($"The folder '{folder}' does not exist. Give one with {BertConfig.FileName} and {WeightsFile}.");
        }

        var config = BertConfig.ReadFolder(folder);
        var (bytes, tokenizer) = ReadVocabulary(vocabulary);
        if (tokenizer.VocabularySize != config.VocabularySize)
        {
            throw new WeightsException(
                $"The vocabulary '{vocabulary}' has {tokenizer.VocabularySize} tokens, and the model in '{folder}' has vectors for "
                    + $"{config.VocabularySize}. Give the model's own with --vocab.");
        }

        return new(folder, config, tokenizer, bytes, SafetensorsReader.Open(Path.Combine(folder, WeightsFile)));
    }

    /// <summary>Reads a vocabulary.</summary>
    /// <exception cref="WeightsException">It is missing or unusable.</exception>
    public static (byte[] Bytes, WordPieceTokenizer Tokenizer) ReadVocabulary(string file)
    {
        if (!File.Exists(file))
        {
            throw new WeightsException($"The vocabulary '{file}' does not exist. Give the model's vocab.txt with --vocab.");
        }

        var bytes = File.ReadAllBytes(file);
        try
        {
            return (bytes, WordPieceTokenizer.Load(bytes));
        }
        catch (InvalidDataException e)
        {
            throw new WeightsException($"The vocabulary '{file}' is unusable: {e.Message}. Give the model's own with --vocab.", e);
        }
    }

    /// <summary>Starts a model from these weights.</summary>
    /// <param name="parameters">What to fill.</param>
    /// <param name="layers">The layers to take; none: all in order.</param>
    /// <param name="own">Parts of the names that the model may have and the weights may lack.</param>
    /// <exception cref="WeightsException">A tensor is missing, of another shape, or cut off; the message names it.</exception>
    public void Fill(ParameterSet parameters, IReadOnlyList<int> layers, params IReadOnlyList<string> own)
    {
        foreach (var layer in layers.Where(layer => layer < 0 || layer >= Config.Layers))
        {
            throw new WeightsException($"Layer {layer} is not in '{Folder}', which has the layers 0 to {Config.Layers - 1}.");
        }

        PretrainedWeights.Load(parameters, Weights, layers.Count > 0 ? layers : null, own);
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();
}
