using System.Diagnostics.CodeAnalysis;
using TwinBert.Model.Encoding;
using TwinBert.Protocol;
using TwinBert.Sidecar.Callers;

namespace TwinBert.Sidecar.Searching;

/// <summary>
/// The queries of a request's searches: known, on their way through the encoder, refused, or not begun because the engine does not know the caller yet.
/// What it shows of others' searches is only kept and counted once the engine has answered. Belongs to one request.
/// </summary>
/// <param name="stage">Where the encoder is.</param>
/// <param name="caller">Whose searches they are.</param>
/// <param name="cancellationToken">Ends with the request.</param>
internal sealed class QueryEncodings(EncodeStage stage, CallerKey caller, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, Task<QueryEmbedding>> _begun = new(StringComparer.Ordinal);
    private readonly HashSet<string> _recalled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RerankReason> _refused = new(StringComparer.Ordinal);
    private bool _isLate;

    /// <summary>The embedding of a text that was begun and not refused.</summary>
    public Task<QueryEmbedding> this[string text] => _begun[text];

    /// <summary>Begins with texts that were not begun yet: takes what is known, and has the rest encoded, each once.</summary>
    /// <param name="texts">The texts, in the order in which they are wanted.</param>
    public void Begin(IEnumerable<string> texts)
    {
        var unknown = new List<string>();
        foreach (var text in texts.Distinct(StringComparer.Ordinal).Where(text => !_begun.ContainsKey(text)))
        {
            if (stage.Cache?.Recall(text) is { } known)
            {
                _recalled.Add(text);
                _begun.Add(text, Task.FromResult(known));
            }
            else
            {
                unknown.Add(text);
            }
        }

        if (unknown.Count > 0 && stage.TryStart(unknown, _begun, caller, cancellationToken) is { } reason)
        {
            unknown.ForEach(text => _refused[text] = reason);
        }
    }

    /// <summary>The engine has answered searches with success: begins with what was put off until then, and keeps and counts what may be.</summary>
    /// <param name="texts">The searches' texts.</param>
    public void Answered(IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        stage.Callers.Add(caller);
        if (!texts.All(_begun.ContainsKey))
        {
            Begin(texts);
        }

        foreach (var text in texts.Where(text => _begun.ContainsKey(text) && _answered.Add(text)))
        {
            var isKnown = _recalled.Contains(text);
            stage.Cache?.Count(isKnown);
            if (!isKnown)
            {
                stage.KeepWhenDone(text, _begun[text]);
            }
        }
    }

    /// <summary>
    /// Notes that the time was over before a query had come out of the encoder. That speaks against the encoder once in a request, whatever number of its
    /// searches waited, and not at all where another query of it came out: then it was only many.
    /// </summary>
    /// <returns>Whether it speaks against the encoder.</returns>
    public bool IsFirstLate()
    {
        var isFirst = !_isLate;
        _isLate = true;
        return isFirst && !_begun.Any(encoding => encoding.Value.IsCompletedSuccessfully && !_recalled.Contains(encoding.Key));
    }

    /// <summary>Whether a text is refused; one that is put off is not.</summary>
    public bool Refuses(string text, out RerankReason reason)
    {
        reason = default;
        return !_begun.ContainsKey(text) && _refused.TryGetValue(text, out reason);
    }
}
