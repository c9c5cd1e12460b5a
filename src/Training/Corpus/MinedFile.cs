using System.Security.Cryptography;
using System.Text;
using TwinBert.Training.Candidates;

namespace TwinBert.Training.Corpus;

/// <summary>What BM25 found for a list of queries, in a file that is named by all that decides it.</summary>
/// <param name="path">The file.</param>
internal sealed class MinedFile(string path)
{
    // Changes when the scores or the file's layout do.
    private const string Version = "bm25-1";
    private const int BytesPerHit = sizeof(int) + sizeof(float);

    /// <summary>The file in a folder for these queries.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="corpusHash">Of the corpus' content.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="top">How many documents of each.</param>
    public static MinedFile Of(string folder, string corpusHash, IReadOnlyList<Bm25Query> queries, int top)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Version}\n{corpusHash}\n{top}\n"));
        foreach (var query in queries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{query.Text}\n{string.Join(' ', query.Wanted.Order())}\n"));
        }

        return new(Path.Combine(folder, Convert.ToHexStringLower(hash.GetHashAndReset())[..32] + ".bm25"));
    }

    /// <summary>What was found; <see langword="null"/> when there is no file, or it is not whole.</summary>
    /// <param name="queries">How many queries there are.</param>
    public Bm25Hits[]? Read(int queries)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            var hits = new Bm25Hits[queries];
            for (var i = 0; i < queries; i++)
            {
                hits[i] = new(ReadList(reader), ReadList(reader));
            }

            return reader.BaseStream.Position == reader.BaseStream.Length ? hits : null;
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>Keeps what was found; writes beside the file first, so that none is ever half-written.</summary>
    /// <param name="hits">What was found.</param>
    public void Write(IReadOnlyList<Bm25Hits> hits)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
        using (var writer = new BinaryWriter(File.Create(partial)))
        {
            foreach (var found in hits)
            {
                WriteList(writer, found.Top);
                WriteList(writer, found.Wanted);
            }
        }

        File.Move(partial, path, overwrite: true);
    }

    private static Bm25Hit[] ReadList(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > (reader.BaseStream.Length - reader.BaseStream.Position) / BytesPerHit)
        {
            throw new EndOfStreamException();
        }

        var hits = new Bm25Hit[count];
        for (var i = 0; i < count; i++)
        {
            hits[i] = new(reader.ReadInt32(), reader.ReadSingle());
        }

        return hits;
    }

    private static void WriteList(BinaryWriter writer, IReadOnlyList<Bm25Hit> hits)
    {
        writer.Write(hits.Count);
        foreach (var hit in hits)
        {
            writer.Write(hit.Document);
            writer.Write(hit.Score);
        }
    }
}
