namespace TwinBert.Sidecar.Indices;

/// <summary>
/// The models of an entry of the configuration: the one that it names, and the one that is to take its place. Documents are embedded with both, searches ranked
/// by one. Thread-safe.
/// </summary>
/// <param name="configured">What the entry names.</param>
/// <param name="next">What is to take its place; <see langword="null"/> for nothing.</param>
/// <param name="fields">Which of them searches are ranked by.</param>
internal sealed class GenerationPair(ServedIndex configured, ServedIndex? next, ServingFields fields)
{
    /// <summary>What the entry names.</summary>
    public ServedIndex Configured => configured;

    /// <summary>What is to take its place; <see langword="null"/> for nothing.</summary>
    public ServedIndex? Next => next;

    /// <summary>Whether searches are ranked by what is to take the place.</summary>
    public bool IsNextServing => next is not null && fields.Find(configured.Pattern) == next.Field.Name;

    /// <summary>What searches are ranked by now.</summary>
    public ServedIndex Serving => IsNextServing ? next! : configured;

    /// <summary>What stands beside one of them, written and not searched; <see langword="null"/> for nothing.</summary>
    /// <param name="index">One of them, or a copy of it.</param>
    public ServedIndex? Beside(ServedIndex index) => next is null ? null : index.Field == next.Field ? configured : next;
}
