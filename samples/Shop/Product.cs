namespace TwinBert.Shop;

/// <summary>What the shop sells.</summary>
internal sealed record Product(string Sku, string Title, string Description, string Department, double Price)
{
    /// <summary>Enough products that a plain text search goes wrong among them.</summary>
    public static IReadOnlyList<Product> All { get; } =
    [
        new("JKT-100", "Down parka", "A warm jacket for winter days, with a hood.", "outdoor", 189.00),
        new("JKT-110", "Rain shell", "A light jacket that keeps water out.", "outdoor", 79.90),
        new("JKT-120", "Winter jacket rack", "Holds a jacket by the door, winter and summer.", "home", 24.50),
        new("SWT-200", "Wool pullover", "Knitted from merino, warm and soft.", "clothing", 69.00),
        new("GLV-300", "Ski mittens", "Keep fingers warm at twenty below.", "outdoor", 39.00),
        new("LMP-400", "Reading lamp", "A lamp with a warm light for the bedside.", "home", 32.00),
        new("LMP-410", "Head torch", "A lamp for the forehead, 300 lumens.", "outdoor", 27.99),
        new("BLK-500", "Winter duvet", "Filled with down for cold bedrooms.", "home", 119.00),
        new("CAR-600", "Battery jacket", "Insulates a car battery in winter.", "car", 18.00),
        new("DOG-700", "Dog coat", "A quilted coat, warm on winter walks.", "pets", 34.00),
        new("BTL-800", "Vacuum flask", "Tea stays warm all day.", "home", 21.00),
        new("TNT-900", "Dome tent", "Sleeps two, three seasons.", "outdoor", 149.00),
    ];
}
