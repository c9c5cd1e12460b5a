using TwinBert.Training.Corpus;
using TwinBert.Training.Sampling;
using TwinBert.Training.TeacherScoring;

namespace TwinBert.Training.Teachers;

/// <summary>Scores the pairs of a list that have no score yet, block by block: what is done when it stops stays done.</summary>
/// <param name="teacher">The teacher.</param>
/// <param name="corpus">The documents.</param>
internal sealed class Labeller(IPairTeacher teacher, TrainingCorpus corpus)
{
    private const int Block = 2048;

    /// <summary>Labels.</summary>
    /// <param name="pairs">What to score.</param>
    /// <param name="file">Receives the scores.</param>
    /// <param name="progress">Is told how many pairs of the list have a score.</param>
    /// <param name="cancellationToken">Stops between batches; the block that runs is lost.</param>
    public void Run(IEnumerable<LabelPair> pairs, ScoreFile file, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var block in pairs.Chunk(Block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var open = block.Where(pair => !file.Contains(pair.Query.Id, corpus.Ids[pair.Document])).ToArray();
            var told = new Offset(progress, done + block.Length - open.Length);
            var scores = teacher.Score(open, corpus, told, cancellationToken);
            file.Append(open.Zip(scores, (pair, score) => new PairScore(pair.Query.Id, corpus.Ids[pair.Document], score)));
            progress?.Report(done += block.Length);
        }
    }

    private sealed class Offset(IProgress<int>? progress, int start) : IProgress<int>
    {
        public void Report(int value) => progress?.Report(start + value);
    }
}
