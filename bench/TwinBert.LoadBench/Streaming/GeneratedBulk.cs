using System.Net;
using System.Text;

namespace TwinBert.LoadBench.Streaming;

/// <summary>A bulk request of any size that is never held as a whole: the same few hundred documents again and again.</summary>
internal sealed class GeneratedBulk : HttpContent
{
    private const int BlockDocuments = 500;
    private readonly byte[] _block = Block();
    private readonly long _blocks;

    public GeneratedBulk(long bytes)
    {
        _blocks = Math.Max(1, bytes / _block.Length);
        Headers.ContentType = new("application/x-ndjson");
    }

    public long Documents => _blocks * BlockDocuments;

    public long Bytes => _blocks * _block.Length;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0L; i < _blocks; i++)
        {
            await stream.WriteAsync(_block, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Bytes;
        return true;
    }

    private static byte[] Block()
    {
        var words = new LoadVocabulary(1);
        var lines = new StringBuilder();
        for (var i = 0; i < BlockDocuments; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 8).Select(_ => words.Text()));
            lines.Append("{\"index\":{}}\n{\"title\":\"").Append(words.Title()).Append("\",\"text\":\"").Append(text).Append("\"}\n");
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }
}
