using System.Text;
using Microsoft.AspNetCore.Http;

namespace TwinBert.Sidecar.Tests.Fixtures;

/// <summary>Answers an <c>_msearch</c> as an engine does: each search by the scripted index, unless a test says otherwise.</summary>
internal sealed class ScriptedSearches(ScriptedUpstream upstream, ScriptedIndex index)
{
    /// <summary>What is answered to a search, by its header and its body; <see langword="null"/> for the index's answer.</summary>
    public Func<string, string, string?> Instead { get; init; } = (_, _) => null;

    public async Task AnswerAsync(HttpContext context)
    {
        var seen = upstream.Last;
        await seen.KeepBodyAsync(context);
        await ScriptedUpstream.Json(Answer(seen.Text))(context);
    }

    /// <summary>The answer to the lines of an <c>_msearch</c>.</summary>
    public string Answer(string lines)
    {
        var all = lines.Split('\n')[..^1].Chunk(2).Select(pair => Instead(pair[0], pair[1]) ?? Item(pair[1]));
        return $$"""{"took" : 7,"responses":[{{string.Join(',', all)}}]}""";
    }

    /// <summary>The answer to one search.</summary>
    public string Item(string body) => index.Page(body)[..^1] + ",\"status\":200}";

    /// <summary>Requests of lines.</summary>
    public static StringContent Lines(params string[] lines) => new(string.Concat(lines.Select(line => line + "\n")), Encoding.UTF8, "application/x-ndjson");
}
