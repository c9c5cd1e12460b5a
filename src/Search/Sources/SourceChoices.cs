using TwinBert.Search.Json;
using TwinBert.Search.Parts;

namespace TwinBert.Search.Sources;

/// <summary>Reads what a request says about <c>_source</c>.</summary>
internal static class SourceChoices
{
    /// <summary>The parameter with which an engine that leaves vectors out gives a source as it was written.</summary>
    public const string KeepVectors = "_source_exclude_vectors=false";

    public static SourceChoice Of(SearchUrl url, SearchBody body, ReadOnlySpan<byte> json)
    {
        if (InUrl(url) is not SourceChoice.Unsaid and var choice)
        {
            return choice;
        }

        if (body["_source"] is { } source)
        {
            var value = source.In(json);
            return value.SequenceEqual("true"u8) || value is [(byte)'[' or (byte)'{', _] ? SourceChoice.WholeInBody : SourceChoice.Chosen;
        }

        // These two leave the source out unless something is said about it.
        return body["script_fields"] is null && body["stored_fields"] is null ? SourceChoice.Unsaid : SourceChoice.Chosen;
    }

    public static SourceChoice InUrl(SearchUrl url)
    {
        if (url["_source_includes"] is not null || url["_source_excludes"] is not null || url["_source_exclude_vectors"] is not null)
        {
            return SourceChoice.Chosen;
        }

        return url["_source"] switch
        {
            { Value: "true" or "" } => SourceChoice.WholeInUrl,
            not null => SourceChoice.Chosen,
            null => url["stored_fields"] is null ? SourceChoice.Unsaid : SourceChoice.Chosen,
        };
    }
}
