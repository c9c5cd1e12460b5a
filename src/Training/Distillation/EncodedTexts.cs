using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TwinBert.Inference.Sentences;

namespace TwinBert.Training.Distillation;

/// <summary>
/// A teacher's embeddings of all texts in a file, in half precision, the shortest texts first. They are appended block by block, so that what was
/// done when it stopped is not done again; the file begins with the hash of all that decides it.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class EncodedTexts(string path)
{
    private const int Block = 2048;

    /// <summary>Reads the embeddings, after computing those that are not there yet.</summary>
    /// <param name="teacher">The ONNX file.</param>
    /// <param name="texts">The ids of the texts as the teacher reads them.</param>
    /// <param name="threads">How many texts are encoded at once.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellationToken">Stops between batches; the block that runs is lost.</param>
    /// <exception cref="InvalidDataException">The teacher is missing or no sentence encoder.</exception>
    public EmbeddingTargets Read(
        string teacher,
        IReadOnlyList<ReadOnlyMemory<int>> texts,
        int threads,
        IProgress<int> progress,
        CancellationToken cancellationToken)
    {
        using var encoders = SentenceEncoders.Open(teacher, threads);
        var order = Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Length).ToArray();
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var rowBytes = encoders.Dimensions * 2;
        var hash = Hash(teacher, texts);
        var done = Begin(file, hash, rowBytes);
        progress.Report(done);
        while (done < order.Length)
        {
            var rows = order[done..Math.Min(order.Length, done + Block)];
            var vectors = new float[rows.Length * encoders.Dimensions];
            encoders.Encode([.. rows.Select(row => texts[row])], vectors, cancellationToken);
            var halves = new Half[vectors.Length];
            TensorPrimitives.ConvertToHalf(vectors, halves);
            file.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
            file.Flush(flushToDisk: true);
            progress.Report(done += rows.Length);
        }

        return new(Load(file, hash.Length, order, encoders.Dimensions), encoders.Dimensions);
    }

    /// <summary>How many embeddings the file has already; an unfinished one at its end is cut off, and a file of other texts emptied.</summary>
    private static int Begin(FileStream file, byte[] hash, int rowBytes)
    {
        var found = new byte[hash.Length];
        if (file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) < found.Length || !found.AsSpan().SequenceEqual(hash))
        {
            file.SetLength(0);
            file.Position = 0;
            file.Write(hash);
            return 0;
        }

        var rows = (file.Length - hash.Length) / rowBytes;
        file.SetLength(hash.Length + (rows * rowBytes));
        file.Position = file.Length;
        return (int)rows;
    }

    private static Half[] Load(FileStream file, int start, int[] order, int dimensions)
    {
        var values = new Half[(long)order.Length * dimensions];
        file.Position = start;
        foreach (var text in order)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(text * dimensions, dimensions)));
        }

        return values;
    }

    private static byte[] Hash(string teacher, IReadOnlyList<ReadOnlyMemory<int>> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes("sentence-vectors-1\n"));
        using (var file = File.OpenRead(teacher))
        {
            hash.AppendData(SHA256.HashData(file));
        }

        foreach (var text in texts)
        {
            hash.AppendData(MemoryMarshal.AsBytes(text.Span));
            hash.AppendData("\n"u8);
        }

        return hash.GetHashAndReset();
    }
}
