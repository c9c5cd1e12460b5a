namespace TwinBert.LoadBench.Streaming;

/// <summary>Generates documents and queries of a shop from a fixed seed, so that two runs search for the same.</summary>
internal sealed class LoadVocabulary(int seed)
{
    private static readonly string[] Things =
        [
            "sofa",
            "settee",
            "armchair",
            "lamp",
            "torch",
            "kettle",
            "saucepan",
            "drill",
            "screwdriver",
            "hammer",
            "rucksack",
            "tent",
            "jacket",
            "raincoat",
            "trainers",
            "boots",
            "notebook",
            "pencil",
            "monitor",
            "keyboard",
            "router",
            "charger",
            "blender",
            "toaster",
        ];

    private static readonly string[] Qualities =
        [
            "small",
            "large",
            "folding",
            "waterproof",
            "cordless",
            "wooden",
            "steel",
            "linen",
            "leather",
            "quiet",
            "bright",
            "lightweight",
            "heavy",
            "compact",
            "warm",
            "red",
            "green",
            "blue",
            "black",
            "grey",
            "oak",
            "walnut",
            "brass",
            "wool",
        ];

    private static readonly string[] Uses =
        [
            "for flats",
            "for camping",
            "for the garden",
            "for children",
            "for guests",
            "for the kitchen",
            "for the office",
            "for travel",
            "for winter",
            "for beginners",
            "for the workshop",
            "for rainy days",
        ];

    private readonly Random _random = new(seed);

    public string Title() => $"{Pick(Qualities)} {Pick(Qualities)} {Pick(Things)} {Pick(Uses)}";

    public string Text() => $"A {Pick(Qualities)} {Pick(Things)} that goes well with a {Pick(Qualities)} {Pick(Things)}, {Pick(Uses)} and {Pick(Uses)}.";

    public string Query() => _random.Next(3) == 0 ? $"{Pick(Things)} {Pick(Uses)}" : $"{Pick(Qualities)} {Pick(Qualities)} {Pick(Things)}";

    private string Pick(string[] words) => words[_random.Next(words.Length)];
}
