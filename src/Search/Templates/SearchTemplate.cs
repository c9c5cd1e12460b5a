using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TwinBert.Protocol;
using TwinBert.Search.Features;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Templates;

/// <summary>
/// The body of a template search: a template, by its text or its id, with its parameters. What the engine makes of it is for the engine to say;
/// here is only what has to be known to put another search in its place. Immutable and thread-safe.
/// </summary>
public sealed class SearchTemplate
{
    // One text for every search, so that the engine compiles it once; three braces put the value in as it is.
    private const string Source = "{{{twinbert}}}";
    private const string Parameter = "twinbert";

    private SearchTemplate(bool explains) => Explains = explains;

    /// <summary>Whether the hits are to come with an explanation of their score.</summary>
    public bool Explains { get; }

    /// <summary>Reads the body of a template search.</summary>
    /// <param name="body">The body.</param>
    /// <param name="template">The template, when the body can be read and does not say more than what is known here.</param>
    /// <param name="reason">Why the search is left to the engine, otherwise: a <see cref="RerankReason"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SearchTemplate? template, out RerankReason reason)
    {
        template = null;
        reason = RerankReason.UnreadableBody;
        if (!SearchBody.TryRead(body, out var members) || members.IsEmpty)
        {
            return false;
        }

        if (members.Keys.Any(key => key is not ("source" or "id" or "params" or "explain" or "profile")))
        {
            reason = RerankReason.UnknownKey;
            return false;
        }

        if (!IsOff(members, "profile", body))
        {
            reason = RerankReason.Profile;
            return false;
        }

        template = new(!IsOff(members, "explain", body));
        reason = default;
        return true;
    }

    /// <summary>What the engine made of a template: its answer to <c>_render/template</c>.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The search, on one line; <see langword="null"/> where there is none.</returns>
    public static ReadOnlyMemory<byte>? ReadRendered(ReadOnlyMemory<byte> answer)
    {
        if (!SearchBody.TryRead(answer.Span, out var members) || members["template_output"] is not { } output)
        {
            return null;
        }

        // A line feed between the tokens of JSON is white space; within a string it cannot stand.
        var search = output.In(answer.Span).ToArray();
        search.AsSpan().Replace((byte)'\n', (byte)' ');
        return search;
    }

    /// <summary>The body of a template search whose template says just this.</summary>
    /// <param name="search">The body of a search.</param>
    public ReadOnlyMemory<byte> Around(ReadOnlyMemory<byte> search)
    {
        var output = new ArrayBufferWriter<byte>(search.Length + 128);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("source", Source);
            json.WriteStartObject("params");
            json.WriteString(Parameter, search.Span);
            json.WriteEndObject();
            if (Explains)
            {
                json.WriteBoolean("explain", true);
            }

            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static bool IsOff(SearchBody members, string name, ReadOnlySpan<byte> body) =>
        members[name] is not { } value || value.In(body).SequenceEqual("false"u8);
}
