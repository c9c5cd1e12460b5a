using TwinBert.Model.Serving;

namespace TwinBert.Sidecar.Searching;

/// <summary>A query that is to be encoded.</summary>
/// <param name="Model">By which model.</param>
/// <param name="Text">Its text.</param>
internal readonly record struct QueryKey(ServedModel Model, string Text)
{
    /// <summary>Models are told apart as objects.</summary>
    public bool Equals(QueryKey other) => ReferenceEquals(Model, other.Model) && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The query of a search.</summary>
    public static QueryKey Of(EligibleSearch search) => new(search.Index.Model, search.Request.QueryText);
}
