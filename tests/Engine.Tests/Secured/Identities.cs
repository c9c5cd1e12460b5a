using System.Globalization;

namespace TwinBert.Engine.Tests.Secured;

/// <summary>A dozen who may see different documents and fields, and some who may see nothing.</summary>
internal static class Identities
{
    private const string HidesSecret = ",\"field_security\":{\"grant\":[\"*\"],\"except\":[\"secret\"]}";
    private const string TitleOnly = ",\"field_security\":{\"grant\":[\"title\"]}";

    /// <summary>Creates them.</summary>
    /// <param name="fixture">Where they search.</param>
    public static async Task<IReadOnlyList<Identity>> CreateAsync(SecuredFixture fixture)
    {
        var few = await fixture.CreateUserAsync("few", Documents(1, 2, 3));
        var runner = await fixture.CreateRunnerAsync("runner", "narrow");
        var elsewhere = await fixture.CreateWriterAsync("elsewhere", "another-index", "read");
        return
        [
            Identity.With("free", await fixture.CreateUserAsync("free", "")),
            Identity.With("narrow", await fixture.CreateUserAsync("narrow", Documents(4, 5, 6, 7))),
            Identity.With("few", few),
            Identity.With("hidden", await fixture.CreateUserAsync("hidden", HidesSecret)),
            Identity.With("titles", await fixture.CreateUserAsync("titles", TitleOnly)),
            Identity.With("both", await fixture.CreateUserAsync("both", HidesSecret + Documents(8, 9, 10, 11, 12))),
            Identity.With("key", await fixture.CreateKeyAsync("")),
            Identity.With("key of documents", await fixture.CreateKeyAsync(Documents(0, 1, 2, 13, 14, 15))),
            Identity.With("key of fields", await fixture.CreateKeyAsync(HidesSecret)),
            new("runs as", new Dictionary<string, string>
            {
                ["Authorization"] = runner.ToString(),
                ["es-security-runas-user"] = $"{fixture.Index}-narrow",
            }),
            Identity.With("wrong password", new("Basic", Convert.ToBase64String("nobody:wrong"u8))),
            new("nobody", new Dictionary<string, string>()),
            Identity.With("elsewhere", elsewhere),
        ];
    }

    private static string Documents(params int[] ids) =>
        $",\"query\":{{\"ids\":{{\"values\":[{string.Join(',', ids.Select(id => $"\"{id.ToString(CultureInfo.InvariantCulture)}\""))}]}}}}";
}
