using Microsoft.AspNetCore.Http;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Visibility;

namespace TwinBert.Sidecar.Searching;

/// <summary>Tells whose searches a request holds. Thread-safe.</summary>
internal sealed class SearchCallers(CallerKeys keys, TextVisibility visibility, WrongMappings mappings)
{
    /// <summary>The caller of a request.</summary>
    public SearchCaller Of(HttpContext context) => new(context, keys.Of(context), visibility, mappings);
}
