namespace TwinBert.Model.Encoding;

/// <summary>How the components of an embedding become signed bytes.</summary>
public enum QuantisationMode
{
    /// <summary>Times 127, for components that fill [−1, 1] (a tanh's); what is outside is cut.</summary>
    Unit,

    /// <summary>Scaled so that the largest component becomes ±127: keeps the direction of a unit vector of many small components, for the cosine.</summary>
    Max,
}
