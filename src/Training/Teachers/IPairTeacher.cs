using TwinBert.Model.Tokenization;
using TwinBert.Training.Corpus;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Teachers;

/// <summary>Something that scores query-document pairs. Not thread-safe.</summary>
internal interface IPairTeacher : IDisposable
{
    /// <summary>Whose scores they are.</summary>
    TeacherName Name { get; }

    /// <summary>Cuts the texts for it.</summary>
    ITextTokenizer Tokenizer { get; }

    /// <summary>The most tokens of a query and of a document or pair that it reads; <see langword="null"/> for what is asked for.</summary>
    RunLimits? Limits { get; }

    /// <summary>Scores pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="corpus">Their documents.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>A score for each pair, in their order.</returns>
    float[] Score(IReadOnlyList<LabelPair> pairs, TrainingCorpus corpus, IProgress<int>? progress, CancellationToken cancellationToken);
}
