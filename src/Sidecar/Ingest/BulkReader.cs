using System.Buffers;
using System.IO.Pipelines;
using TwinBert.Search.Bulk;
using TwinBert.Sidecar.Bodies;
using TwinBert.Sidecar.Documents;
using TwinBert.Sidecar.Indices;

namespace TwinBert.Sidecar.Ingest;

/// <summary>
/// Reads a bulk request in batches of whole lines and notes where the documents of configured indices are. Holds one line at a time beyond the batch;
/// a document over the limit is passed on in pieces, and so is one that comes while as much is held for all requests as may be. From the first action line
/// that cannot be read on, everything is only passed on: what a line means
/// then is the engine's to say. Not thread-safe.
/// </summary>
/// <param name="input">The request's body.</param>
/// <param name="target">The request's target.</param>
/// <param name="indices">The configured indices.</param>
/// <param name="limits">The sizes of batches and documents.</param>
/// <param name="count">Told what becomes of a document that is only passed on.</param>
internal sealed class BulkReader(
    PipeReader input, WriteTarget target, ServedIndices indices, BulkLimits limits, Action<WriteOutcome> count) : IReturnedSources, IDisposable
{
    private readonly HeldBytes _unfinished = limits.Buffers.Hold();
    private BulkAction _action;
    private Expect _expect = Expect.Action;
    private bool _inPieces;
    private volatile bool _asksForSource;
    private long _scanned;

    private enum Expect
    {
        Action,
        Source,
        Anything,
    }

    /// <summary>Whether everything has been read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <inheritdoc/>
    /// <remarks>A text that only looks like the request costs no more than an answer held back.</remarks>
    public bool AreAsked => _asksForSource;

    /// <summary>Counts nothing as held any more.</summary>
    public void Dispose() => _unfinished.Dispose();

    /// <summary>Reads the next batch.</summary>
    /// <param name="cancellationToken">Ends the wait for more.</param>
    /// <returns>The batch, for the caller to dispose of; <see langword="null"/> at the end.</returns>
    public async ValueTask<WriteBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        var batch = new WriteBatch(limits.Buffers.Rent());
        try
        {
            while (!IsAtEnd && !IsFull(batch))
            {
                await FillAsync(batch, cancellationToken);
            }
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        if (batch.Length > 0)
        {
            return batch;
        }

        batch.Dispose();
        return null;
    }

    private async ValueTask FillAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var result = await input.ReadAsync(cancellationToken);
        var rest = Take(batch, result.Buffer);
        if (result.IsCompleted && !IsFull(batch))
        {
            // A last line without its end is an error that the engine reports.
            batch.Append(rest);
            rest = rest.Slice(rest.End);
            IsAtEnd = true;
        }

        // Lines that did not fit are looked at again at once; an unfinished line only when more of it has come.
        input.AdvanceTo(rest.Start, IsFull(batch) ? rest.Start : rest.End);
        _unfinished.Set(rest.Length);
    }

    private bool IsFull(WriteBatch batch) => batch.Length >= limits.BatchBytes || batch.Items.Count >= limits.BatchDocuments;

    private ReadOnlySequence<byte> Take(WriteBatch batch, ReadOnlySequence<byte> bytes)
    {
        while (!IsFull(batch) && !bytes.IsEmpty)
        {
            var newline = bytes.Slice(_scanned).PositionOf((byte)'\n');
            if (newline is { } end)
            {
                var line = bytes.Slice(0, bytes.GetPosition(1, end));
                TakeLine(batch, line);
                bytes = bytes.Slice(line.End);
                _scanned = 0;
            }
            else if (_inPieces || _expect == Expect.Anything || bytes.Length > LongestLine || (_expect == Expect.Source && limits.Buffers.IsFull))
            {
                TakePiece(batch, bytes);
                _scanned = 0;
                return bytes.Slice(bytes.End);
            }
            else
            {
                _scanned = bytes.Length;
                return bytes;
            }
        }

        return bytes;
    }

    private long LongestLine => _expect == Expect.Source ? limits.DocumentBytes : limits.ActionBytes;

    private void TakePiece(WriteBatch batch, ReadOnlySequence<byte> piece)
    {
        batch.Append(piece);
        if (_inPieces || _expect == Expect.Anything)
        {
            return;
        }

        if (_expect == Expect.Action)
        {
            GiveUp();
            return;
        }

        _inPieces = true;
        _asksForSource |= _action.Verb == BulkVerb.Update;
        CountIfConfigured(piece.Length > LongestLine ? WriteOutcome.TooLarge : WriteOutcome.BuffersFull);
    }

    private void TakeLine(WriteBatch batch, ReadOnlySequence<byte> line)
    {
        var start = batch.Append(line);
        if (_expect == Expect.Action)
        {
            TakeAction(batch.Memory.Span[start..]);
        }
        else if (_expect == Expect.Source)
        {
            TakeSource(batch, start);
        }
    }

    private void TakeAction(ReadOnlySpan<byte> line)
    {
        // Engines skip empty lines between actions.
        if (line.Trim(" \t\r\n"u8).IsEmpty)
        {
            return;
        }

        // Also where the whole line is there: whether it is read must not depend on the pieces that it came in.
        if (line.Length > limits.ActionBytes || !BulkAction.TryRead(line, out _action))
        {
            GiveUp();
        }
        else if (_action.HasSource)
        {
            _expect = Expect.Source;
            NoteSource(line);
        }
    }

    private void TakeSource(WriteBatch batch, int start)
    {
        _expect = Expect.Action;
        NoteSource(batch.Memory.Span[start..]);
        if (_inPieces)
        {
            _inPieces = false;
        }
        else if (batch.Length - start > limits.DocumentBytes)
        {
            CountIfConfigured(WriteOutcome.TooLarge);
        }
        else if ((_action.Index ?? target.Index) is { } name && indices.FindTarget(name) is { } index)
        {
            batch.Add(
                new(
                    _action.Verb == BulkVerb.Update ? WriteKind.Update : WriteKind.Document,
                    new(name, _action.Id, _action.Routing ?? target.Routing),
                    index,
                    _action.RequireAlias ?? target.RequireAlias,
                    start,
                    batch.Length - start));
        }
    }

    private void NoteSource(ReadOnlySpan<byte> line) => _asksForSource |= _action.Verb == BulkVerb.Update && line.IndexOf("_source"u8) >= 0;

    private void GiveUp()
    {
        _expect = Expect.Anything;
        _asksForSource = true;
        count(WriteOutcome.Malformed);
    }

    private void CountIfConfigured(WriteOutcome outcome)
    {
        if ((_action.Index ?? target.Index) is { } index && indices.FindTarget(index) is not null)
        {
            count(outcome);
        }
    }
}
