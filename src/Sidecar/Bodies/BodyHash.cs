namespace TwinBert.Sidecar.Bodies;

/// <summary>A request feature: the hash of the body that goes upstream, where a signature has to cover it.</summary>
/// <param name="Value">SHA-256 in small hexadecimal digits.</param>
internal sealed record BodyHash(string Value);
