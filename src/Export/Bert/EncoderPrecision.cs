namespace TwinBert.Export.Bert;

/// <summary>How an encoder's weights are stored.</summary>
public enum EncoderPrecision
{
    /// <summary>As floats: exact, and four times as large.</summary>
    Full,

    /// <summary>As bytes (int8), with activations quantised as they come: two to three times as fast.</summary>
    Quantised,
}
