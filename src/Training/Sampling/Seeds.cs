namespace TwinBert.Training.Sampling;

/// <summary>Seeds of what is drawn at some place of a run, so that a place draws the same whatever was drawn before it.</summary>
internal static class Seeds
{
    /// <summary>The seed of a place: SplitMix64's output function over the parts (Steele, Lea and Flood 2014).</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="place">What identifies the place, such as a purpose, an epoch and a number.</param>
    public static int Of(int seed, params ReadOnlySpan<long> place)
    {
        var state = Mix((ulong)seed);
        foreach (var part in place)
        {
            state = Mix(state ^ (ulong)part);
        }

        return (int)(state >> 33);
    }

    private static ulong Mix(ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
            return state ^ (state >> 31);
        }
    }
}
