using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Terminal;

namespace TwinBert.Cli.Checks;

/// <summary>Looks whether the next model of an entry of <c>Indices</c> is worth embeddings of its own.</summary>
internal static class NextModelCheck
{
    private const string Subject = "model";

    /// <summary>What is to be said of an entry; <see langword="null"/> for nothing.</summary>
    /// <param name="entry">The entry's name or pattern.</param>
    /// <param name="index">Its settings.</param>
    /// <param name="packages">The packages of the configuration.</param>
    public static CheckResult? Of(string entry, IndexOptions index, ModelPackages packages)
    {
        if (index.WithNext() is not { } next)
        {
            return null;
        }

        try
        {
            var fingerprint = packages.Of(index).Fingerprint;
            return packages.Of(next).Fingerprint != fingerprint ? null : new(
                Subject,
                CheckStatus.Warning,
                $"The next model of '{entry}' gives documents the same vectors as the one in use (fingerprint {fingerprint}): each is encoded and stored "
                    + $"twice for nothing. Take Indices:{entry}:Next out and name '{next.Model}' as its Model: searches are ranked by it at once. Where "
                    + $"documents have '{next.EmbeddingField}' already, name that in HiddenEmbeddingFields, then: twinbert remove {entry} --drop-old");
        }
        catch (UnusableInputException e)
        {
            return new(Subject, CheckStatus.Error, e.Message);
        }
    }
}
