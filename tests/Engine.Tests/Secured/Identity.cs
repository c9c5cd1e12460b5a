namespace TwinBert.Engine.Tests.Secured;

/// <summary>Somebody who sends requests.</summary>
/// <param name="Name">What the test calls him.</param>
/// <param name="Headers">What says who he is.</param>
internal sealed record Identity(string Name, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Somebody with credentials.</summary>
    public static Identity With(string name, System.Net.Http.Headers.AuthenticationHeaderValue credentials) =>
        new(name, new Dictionary<string, string> { ["Authorization"] = credentials.ToString() });
}
