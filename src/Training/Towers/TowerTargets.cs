using TwinBert.Model.Tokenization;
using TwinBert.Training.Distillation;
using TwinBert.Training.Runs;
using TwinBert.Training.Sampling;
using TwinBert.Training.Texts;

namespace TwinBert.Training.Towers;

/// <summary>Where the texts of a run are in its space.</summary>
/// <param name="options">The teachers.</param>
/// <param name="session">The run, whose folder keeps what they made.</param>
/// <param name="tokenizer">The vocabulary of all.</param>
/// <param name="positions">The most tokens that teachers read.</param>
internal sealed class TowerTargets(TowerOptions options, RunSession session, WordPieceTokenizer tokenizer, int positions)
{
    /// <summary>Has the teachers encode the texts, and projects them; a space that is found is written into the run's folder.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="spread">The texts that the space is found on; they may be the same. <see langword="null"/>: it is there.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public EmbeddingTargets Read(TowerTexts texts, TowerTexts? spread, CancellationToken cancellationToken)
    {
        var file = Path.Combine(session.Folder.Path, TowerRun.SpaceFile);
        var encoded = Encode(texts, "", cancellationToken);
        if (spread is null)
        {
            if (options.Space is { } space)
            {
                File.Copy(Path.Combine(space, TowerRun.SpaceFile), file, overwrite: true);
            }
        }
        else
        {
            var known = spread == texts ? encoded : Encode(spread, "space-", cancellationToken);
            using var found = EmbeddingSpace.Of(
                [.. known.Zip(options.Teachers, (targets, teacher) => (targets, teacher.Share))],
                [.. Enumerable.Range(0, spread.Texts.Count)],
                options.Dimensions,
                Seeds.Of(session.Request.Seed, 7));
            found.Write(file);
        }

        using var read = EmbeddingSpace.Read(file, [.. encoded.Select(targets => targets.Dimensions)]);
        return read.Project(encoded);
    }

    private EmbeddingTargets[] Encode(TowerTexts texts, string use, CancellationToken cancellationToken) =>
        [.. options.Teachers.Index().Select(entry => Encode(entry.Item, $"teacher-{use}{entry.Index}.f16", texts.Texts, cancellationToken))];

    private EmbeddingTargets Encode(TowerTeacher teacher, string file, IReadOnlyList<SourceText> texts, CancellationToken cancellationToken)
    {
        var ids = texts.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(text =>
        {
            var prefix = teacher.Prefix(text.Kind);
            return (ReadOnlyMemory<int>)tokenizer.Encode(prefix + text.Text, Math.Min(text.Limit + Length(prefix), positions)).Ids;
        }).ToArray();
        var progress = session.Display.Count($"encoding by {Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(teacher.File)))}", ids.Length);
        return new EncodedTexts(Path.Combine(session.Folder.Path, file))
            .Read(teacher.File, ids, session.Request.Threads, progress, cancellationToken);
    }

    /// <summary>The pieces of a prefix, without the special tokens around them.</summary>
    private int Length(string prefix) => string.IsNullOrWhiteSpace(prefix) ? 0 : tokenizer.Encode(prefix, positions).Length - 2;
}
