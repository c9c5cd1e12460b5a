namespace TwinBert.Export.Packages;

/// <summary>A query with a text that answers it and one that shares words with it but does not: the two kinds of hit that a text search finds.</summary>
internal sealed record SampleTriple(string Query, string Answer, string NearMiss)
{
    /// <summary>Samples from many domains, on which a new model is calibrated and its typical similarity measured.</summary>
    public static readonly IReadOnlyList<SampleTriple> All =
    [
        new(
            "waterproof hiking boots",
            "Alpine trail boot for men. A sturdy leather shoe with a membrane that keeps feet dry on long mountain walks.",
            "Boot tray. Plastic tray, waterproof, for wet boots in the hall."),
        new(
            "how to descale a coffee machine",
            "Fill the tank with water and citric acid, run two brewing cycles, then rinse with clean water to remove limescale.",
            "A short history of the espresso machine and the cafés of Milan."),
        new(
            "laptop bag 15 inch",
            "Notebook sleeve with shoulder strap, fits computers up to 15.6\", padded, grey.",
            "Laptop stand, aluminium, raises a 15 inch screen by 12 cm."),
        new(
            "thriller about a bank robbery",
            "A retired safe-cracker is forced into one last heist when his daughter is taken hostage.",
            "A shy clerk at a river bank nature reserve falls in love. A gentle romantic comedy."),
        new(
            "symptoms of vitamin D deficiency",
            "Tiredness, bone pain, muscle weakness and frequent infections can mean that the body lacks calciferol.",
            "Vitamin D is made in the skin under sunlight and is found in oily fish."),
        new(
            "cancel my subscription",
            "You can end your membership at any time under Account, Billing. Access lasts until the end of the paid month.",
            "Our subscription includes two live courses a month and a printed magazine."),
        new(
            "red dress for a summer wedding",
            "Sleeveless midi gown in coral chiffon, light and festive, for garden parties and ceremonies.",
            "Wedding guest book with red ribbon, 80 pages."),
        new(
            "part number AX-4471 gasket",
            "AX-4471 sealing ring, nitrile rubber, for pumps of the 4400 series.",
            "AX-4417 mounting bracket, zinc-plated steel."),
        new(
            "drag on a wing at low speed",
            "Measurements of the resistance of thin aerofoils in a wind tunnel below Mach 0.3.",
            "The heat transfer at a blunt nose in hypersonic flow."),
        new(
            "gluten free birthday cake",
            "Almond and chocolate torte without wheat flour, serves twelve, decorated to order.",
            "Birthday candles for cakes, pack of 24, assorted colours."),
        new(
            "vpn does not connect",
            "If the tunnel cannot be established, check the clock, the certificate and whether port 1194 is open in the firewall.",
            "Connect your television to the router with a network cable."),
        new(
            "quiet vacuum cleaner for pet hair",
            "Cordless hoover with a motorised brush against dog and cat fluff, only 62 dB.",
            "Pet carrier with air holes and a fleece mat, for cats."),
        new(
            "right of withdrawal online purchase",
            "Consumers may return goods bought at a distance within fourteen days without giving a reason.",
            "The right to purchase shares is described in section four of the plan."),
        new(
            "noise cancelling headphones for travel",
            "Over-ear wireless headset that suppresses engine hum, folds flat, plays for 30 hours.",
            "Travel adapter for headphones with two plugs, used on aeroplanes."),
        new(
            "kids bike 16 inch with training wheels",
            "Children's bicycle for ages four to six, stabilisers included, coaster brake.",
            "Inner tube, 16 inch, for wheels of prams and trailers."),
        new(
            "museum opening hours sunday",
            "The gallery is open at weekends from ten to six; last admission half an hour before closing.",
            "On Sunday the museum sold its largest painting, opening a debate about public collections."),
    ];
}
