using TwinBert.Evaluation.Beir;
using TwinBert.Model.Tokenization;
using TwinBert.Model.Weights;
using TwinBert.Training.Corpus;
using TwinBert.Training.Files;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;
using TwinBert.Training.Weights;

namespace TwinBert.Training.Teachers;

/// <summary>A cross-encoder that a run trained: its scores are logits.</summary>
internal sealed class CrossEncoderTeacher : IPairTeacher
{
    private const int FingerprintLength = 16;
    private readonly CrossEncoder _encoder;

    private CrossEncoderTeacher(CrossEncoder encoder, TeacherName name, ITextTokenizer tokenizer, RunLimits limits) =>
        (_encoder, Name, Tokenizer, Limits) = (encoder, name, tokenizer, limits);

    /// <inheritdoc/>
    public TeacherName Name { get; }

    /// <inheritdoc/>
    public ITextTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public RunLimits Limits { get; }

    /// <summary>Opens the best weights of a run.</summary>
    /// <param name="folder">The run of the command teacher.</param>
    /// <exception cref="DatasetException">It is a run of another command.</exception>
    /// <exception cref="WeightsException">The weights are cut off or lack a tensor.</exception>
    public static CrossEncoderTeacher Open(RunFolder folder)
    {
        var (record, weights) = folder.Finished();
        if (record is not { Teacher: { } shape, Limits: { } limits })
        {
            throw new DatasetException(
                $"'{folder.Path}' is the run of {record.Command}, not of a teacher. Give with --teacher a run of the command teacher, or a sentence "
                    + "encoder as an ONNX file.");
        }

        var (_, tokenizer) = PretrainedBert.ReadVocabulary(folder.Vocabulary);
        var encoder = new CrossEncoder(shape, seed: 1);
        try
        {
            using var reader = SafetensorsReader.Open(weights);
            PretrainedWeights.Load(encoder.Parameters, reader);
            return new(encoder, new(Path.GetFileName(Path.GetFullPath(folder.Path)), RunFile.Hash(weights)[..FingerprintLength]), tokenizer, limits);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public float[] Score(IReadOnlyList<LabelPair> pairs, TrainingCorpus corpus, IProgress<int>? progress, CancellationToken cancellationToken) =>
        PairScorer.Score(_encoder, [.. pairs.Select(pair => PairTokens.Of(pair.Query, corpus, pair.Document, Limits.Document))], progress, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
