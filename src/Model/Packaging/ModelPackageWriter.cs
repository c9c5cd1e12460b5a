using TwinBert.Model.Crossing;
using TwinBert.Model.Weights;

namespace TwinBert.Model.Packaging;

/// <summary>
/// Writes a package beside its target and moves it there when it is whole, so that there is never half a package under the target's name.
/// Not thread-safe; disposing without <see cref="Complete"/> leaves nothing behind.
/// </summary>
public sealed class ModelPackageWriter : IDisposable
{
    private readonly string _target;
    private readonly bool _replace;
    private bool _completed;

    private ModelPackageWriter(string target, bool replace)
    {
        _target = target;
        _replace = replace;
        Folder = target + ".incomplete";
    }

    /// <summary>Where files of the package are to be put until it is complete.</summary>
    public string Folder { get; }

    /// <summary>Makes the folder to write into.</summary>
    /// <param name="target">Where the package shall be.</param>
    /// <param name="replace">Whether a folder with content may be replaced.</param>
    /// <exception cref="IOException">The target has content and may not be replaced, or cannot be made.</exception>
    public static ModelPackageWriter Begin(string target, bool replace)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (File.Exists(target) || (!replace && Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new IOException($"'{target}' is there already.");
        }

        var writer = new ModelPackageWriter(target, replace);
        Remove(writer.Folder);
        Directory.CreateDirectory(writer.Folder);
        return writer;
    }

    /// <summary>Writes the manifest, replacing one that was written before.</summary>
    public void WriteManifest(ModelManifest manifest) => File.WriteAllBytes(Path.Combine(Folder, ModelManifest.FileName), ManifestFormat.Write(manifest));

    /// <summary>Writes the weights of the crossing layers, replacing what was written before; see <c>docs/model-packages.md</c> for the tensors.</summary>
    /// <param name="tensors">Names, shapes and values, row by row.</param>
    /// <exception cref="ArgumentException">A tensor's values do not fill its shape, or a name is given twice.</exception>
    public void WriteCrossing(IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors) =>
        SafetensorsWriter.Write(Path.Combine(Folder, CrossingFile.FileName), tensors);

    /// <summary>Moves the package to its target.</summary>
    /// <exception cref="ModelPackageException">What was written is not a usable package.</exception>
    public ModelPackage Complete()
    {
        ModelPackage.Load(Folder);
        var old = _target + ".replaced";
        Remove(old);
        if (Directory.Exists(_target))
        {
            if (!_replace && Directory.EnumerateFileSystemEntries(_target).Any())
            {
                throw new IOException($"'{_target}' is there already.");
            }

            Directory.Move(_target, old);
        }

        Directory.Move(Folder, _target);
        _completed = true;
        Remove(old);
        return ModelPackage.Load(_target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_completed)
        {
            Remove(Folder);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
