namespace TwinBert.Configuration;

/// <summary>Who may look at the sidecar, and switch it: <c>/_twinbert/status</c>, <c>metrics</c> and <c>admin</c>. <c>health</c> is everybody's.</summary>
public sealed record AdminOptions
{
    /// <summary>Where these are asked for, and nowhere else then: an <c>http://</c> URL with a port; port 0 takes any free one.</summary>
    /// <value><see langword="null"/>: where the clients' requests come, too</value>
    public string? Listen { get; init; }

    /// <summary>What whoever asks has to give as <c>Authorization: Bearer …</c>. At least 16 characters.</summary>
    /// <value><see langword="null"/>: nothing; then <c>admin</c> needs <see cref="Listen"/></value>
    public string? Token { get; init; }

    /// <summary>A file that holds <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }
}
