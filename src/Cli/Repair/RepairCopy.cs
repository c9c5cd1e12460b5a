using System.Text.Json;
using TwinBert.Search.Cluster;
using TwinBert.Terminal;

namespace TwinBert.Cli.Repair;

/// <summary>The copy that is to take an index's place: an index with the right mapping, a mark and an alias of its own.</summary>
/// <param name="calls">Calls with the operator's credentials.</param>
/// <param name="index">The index.</param>
/// <param name="target">What the copy's mapping and embeddings have to be.</param>
internal sealed class RepairCopy(IClusterCalls calls, RepairIndex index, RepairTarget target)
{
    // Whose copy it is, and with which embeddings. Behind that stands how far the index was written when it was copied.
    private readonly string _owner = $"{index.Uuid} {target.Model.Value}";
    private string _mark = "";

    /// <summary>Its name.</summary>
    public string Name { get; } = index.Name + "-twinbert-repair";

    /// <summary>The alias that writes to it go through: it goes with the copy.</summary>
    public string Alias { get; private set; } = "";

    /// <summary>
    /// Whether the index had no room for the embedding object of its own: a guessed mapping took the application's. One of ours got it when it was made.
    /// </summary>
    public bool NeedsRoom { get; set; }

    /// <summary>Whether there is an index of that name.</summary>
    public bool IsThere { get; private set; }

    /// <summary>Whether that is a copy of the index, if perhaps of an earlier state.</summary>
    public bool IsOurs => IsThere && _mark.StartsWith(index.Uuid + " ", StringComparison.Ordinal);

    /// <summary>Whether what is in it is of the index as it is now.</summary>
    /// <param name="written">How far the index is written.</param>
    public bool IsOf(string written) => _mark == _owner || _mark == $"{_owner} {written}";

    /// <summary>Looks whether it is there.</summary>
    public async Task FindAsync(CancellationToken stop)
    {
        var answer = await calls.SendAsync(new(HttpMethod.Get, Path), stop);
        if (answer.Status == 404)
        {
            return;
        }

        if (!answer.IsSuccess)
        {
            throw new UnusableInputException($"Whether there is a copy '{Name}' cannot be found out: {EngineError.Describe(answer)}");
        }

        using var json = JsonDocument.Parse(answer.Body);
        IsThere = true;
        if (json.RootElement.TryGetProperty(Name, out var copy))
        {
            _mark = RepairIndex.MarkOf(copy.GetProperty("mappings"));
            Alias = copy.GetProperty("aliases").EnumerateObject().FirstOrDefault(alias => IsAlias(alias.Name)) is { Name: { } name } ? name : "";

            // One that a mapping of other embeddings was made for is no use.
            _mark = _mark.Length > 0 && (Alias.Length == 0 || !target.Compare(copy.GetProperty("mappings")).Fits) ? index.Uuid + " -" : _mark;
        }
    }

    /// <summary>Creates it where it is not there.</summary>
    public async Task EnsureAsync(CancellationToken stop)
    {
        if (IsThere)
        {
            return;
        }

        Alias = $"{Name}-{target.Time.GetUtcNow().ToUnixTimeMilliseconds():x}";
        Successful(await calls.SendAsync(new(HttpMethod.Put, Path, index.CopyBody(target.Field.Name, NeedsRoom ? null : target.Mapping, _owner, Alias)), stop));
        (IsThere, _mark) = (true, _owner);
        if (NeedsRoom && await target.Addition(calls).AddAsync(Name, target.Field, stop) is { } refusal)
        {
            Successful(refusal.Answer);
        }

        // A template may have put it behind an alias, where its documents would be found twice.
        using var json = JsonDocument.Parse(Successful(await calls.SendAsync(new(HttpMethod.Get, Path + "/_alias"), stop)).Body);
        foreach (var alias in json.RootElement.GetProperty(Name).GetProperty("aliases").EnumerateObject().Where(alias => !IsAlias(alias.Name)))
        {
            Successful(await calls.SendAsync(new(HttpMethod.Delete, $"{Path}/_alias/{Uri.EscapeDataString(alias.Name)}"), stop));
        }
    }

    /// <summary>Deletes it and creates it anew.</summary>
    public async Task RemakeAsync(CancellationToken stop)
    {
        Successful(await calls.SendAsync(new(HttpMethod.Delete, Path), stop));
        IsThere = false;
        await EnsureAsync(stop);
    }

    /// <summary>Notes how far the index was written.</summary>
    public async Task MarkAsync(string written, CancellationToken stop)
    {
        _mark = $"{_owner} {written}";
        Successful(await calls.SendAsync(new(HttpMethod.Put, Path + "/_mapping", index.MarkBody(_mark)), stop));
    }

    private string Path => "/" + Uri.EscapeDataString(Name);

    private bool IsAlias(string name) => name.StartsWith(Name + "-", StringComparison.Ordinal);

    private static ClusterAnswer Successful(ClusterAnswer answer) => answer.IsSuccess ? answer : throw new RepairFailedException(EngineError.Describe(answer));
}
