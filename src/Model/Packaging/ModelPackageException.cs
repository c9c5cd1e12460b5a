namespace TwinBert.Model.Packaging;

/// <summary>A model package that cannot be used. The message names the folder, all that is wrong with it, and the remedy, in one line.</summary>
public sealed class ModelPackageException : Exception
{
    /// <summary>Says what is wrong with a package.</summary>
    /// <param name="folder">The package.</param>
    /// <param name="errors">All that is wrong, a clause each, without a full stop.</param>
    /// <param name="innerException">What was caught, if anything.</param>
    public ModelPackageException(string folder, IReadOnlyList<string> errors, Exception? innerException = null)
        : base(
            $"The model package '{folder}' is unusable: {string.Join("; ", errors)}. Make it anew with 'twinbert model import', or name another package.",
            innerException)
    {
        Folder = folder;
        Errors = errors;
    }

    /// <summary>The package.</summary>
    public string Folder { get; }

    /// <summary>All that is wrong, a clause each.</summary>
    public IReadOnlyList<string> Errors { get; }
}
