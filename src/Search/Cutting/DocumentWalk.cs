using TwinBert.Search.Json;

namespace TwinBert.Search.Cutting;

/// <summary>Finds the documents in an answer and gathers what is to be cut out of them.</summary>
/// <param name="hidden">The embedding objects.</param>
/// <param name="cuts">Receives what is to be left out, in the order of the text.</param>
internal readonly struct DocumentWalk(HiddenFields hidden, List<JsonSpan> cuts)
{
    /// <summary>Aggregations and inner hits nest; deeper than this nobody means it.</summary>
    private const int MaxDepth = 64;

    /// <summary>Reads an answer; the cursor stands behind it afterwards.</summary>
    public void Visit(DocumentReadKind kind, ref JsonCursor cursor)
    {
        switch (kind)
        {
            case DocumentReadKind.Source:
                SourceCut.Find(ref cursor, hidden, cuts);
                break;
            case DocumentReadKind.Document:
                VisitMembers(ref cursor, "_source"u8, Step.Source);
                break;
            case DocumentReadKind.MultiGet:
                VisitMembers(ref cursor, "docs"u8, Step.EachDocument);
                break;
            case DocumentReadKind.Update:
                VisitMembers(ref cursor, "get"u8, Step.Document);
                break;
            case DocumentReadKind.Bulk:
                VisitMembers(ref cursor, "items"u8, Step.EachItem);
                break;
            default:
                VisitHits(ref cursor, inHits: false, 0);
                break;
        }
    }

    private enum Step
    {
        Source,
        Document,
        EachDocument,
        EachItem,
        Acknowledgement,
    }

    /// <summary>Takes one step from every member of an object that has a name (any, where it is empty).</summary>
    private void VisitMembers(ref JsonCursor cursor, ReadOnlySpan<byte> wanted, Step step)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return;
        }

        while (cursor.NextMember(out var member))
        {
            if (wanted.IsEmpty || member.In(cursor.Json).SequenceEqual(wanted))
            {
                Take(ref cursor, step);
            }
            else
            {
                cursor.SkipValue();
            }
        }
    }

    private void Take(ref JsonCursor cursor, Step step)
    {
        switch (step)
        {
            case Step.Source:
                SourceCut.Find(ref cursor, hidden, cuts);
                break;
            case Step.Document:
                VisitMembers(ref cursor, "_source"u8, Step.Source);
                break;
            case Step.Acknowledgement:
                VisitMembers(ref cursor, "get"u8, Step.Document);
                break;
            default:
                VisitElements(ref cursor, step);
                break;
        }
    }

    private void VisitElements(ref JsonCursor cursor, Step step)
    {
        if (!cursor.TryEnter((byte)'['))
        {
            cursor.SkipValue();
            return;
        }

        while (cursor.NextElement())
        {
            if (step == Step.EachItem)
            {
                VisitMembers(ref cursor, default, Step.Acknowledgement);
            }
            else
            {
                VisitMembers(ref cursor, "_source"u8, Step.Source);
            }
        }
    }

    /// <summary>
    /// Looks for hits in anything: the elements of arrays named <c>hits</c>, and of <c>options</c>, in which suggestions come. The source of a
    /// hit that is part of a document (<c>_nested</c>) is no document.
    /// </summary>
    /// <param name="cursor">Stands before the value.</param>
    /// <param name="inHits">Whether the value is what a member of such a name holds.</param>
    /// <param name="depth">How deep the value lies.</param>
    public void VisitHits(ref JsonCursor cursor, bool inHits, int depth)
    {
        if (depth == MaxDepth)
        {
            cursor.SkipValue();
        }
        else if (cursor.TryEnter((byte)'['))
        {
            while (cursor.NextElement())
            {
                VisitObject(ref cursor, inHits, depth + 1);
            }
        }
        else
        {
            VisitObject(ref cursor, isHit: false, depth);
        }
    }

    /// <summary>Reads an object, or skips another value.</summary>
    private void VisitObject(ref JsonCursor cursor, bool isHit, int depth)
    {
        cursor.Peek();
        var start = cursor.Position;
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.SkipValue();
            return;
        }

        var isPart = false;
        var hasPrevious = false;
        for (var before = cursor.Position; cursor.NextMember(out var member); before = cursor.Position)
        {
            var key = member.In(cursor.Json);
            if (isHit && !isPart && key.SequenceEqual("_source"u8))
            {
                SourceCut.Find(ref cursor, hidden, cuts);
            }
            else if (isHit && FieldsCut.IsFields(key))
            {
                if (FieldsCut.Find(ref cursor, hidden, cuts))
                {
                    MemberCut.Add(cursor.Json, start, new(before, member.Start - 1, cursor.Position), hasPrevious, cuts);
                    continue;
                }
            }
            else if (cursor.Peek() is not ((byte)'{' or (byte)'['))
            {
                cursor.SkipValue();
            }
            else if (isHit && !key.SequenceEqual("inner_hits"u8))
            {
                isPart |= key.SequenceEqual("_nested"u8);
                cursor.SkipValue();
            }
            else
            {
                VisitHits(ref cursor, key.SequenceEqual("hits"u8) || key.SequenceEqual("options"u8), depth + 1);
            }

            hasPrevious = true;
        }
    }
}
