using TwinBert.Evaluation.Beir;
using TwinBert.IngestPipeline;
using TwinBert.Model.Packaging;
using TwinBert.TestKit;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

public sealed class LanguageNoticeTests
{
    private const string PartNumbers = """
        Hex bolt M8x40 DIN 933 A2-70, zinc plated, pack of 50. Bearing 6204-2RS SKF, 20x47x14 mm. Relay G2R-1-E 24VDC Omron, SPDT 16A. Capacitor 100uF 35V
        radial, Nichicon UVR1V101MED. Gasket set for pump CR 32-2, EPDM. Sensor cable M12 female, 5 pin, PUR, 10 m. Contactor LC1D25P7 Schneider 230VAC.
        Filter element HF6177 Fleetguard, hydraulic. Pressure gauge 0-10 bar, bottom entry, G1/4. Timing belt HTD 5M-450-15, rubber. Fuse 10A slow, ceramic.
        """;

    private static readonly ModelPackage Default = DefaultModel.Load();

    public static TheoryData<string, string> Foreign => new()
    {
        {
            "German",
            "Bequemes Zweisitzer-Sofa aus Leinen mit abnehmbaren Bezügen, die sich in der Maschine waschen lassen. Akkuschrauber mit zwei Batterien, Ladegerät "
                + "und Koffer, ideal für kleine Arbeiten im Haushalt. Wasserdichte Wanderjacke für Damen mit Kapuze und vielen Taschen."
        },
        {
            "French",
            "Canapé deux places en lin avec housses amovibles lavables en machine, structure en hêtre et ressorts ensachés, idéal pour les petits "
                + "appartements. "
                + "Perceuse sans fil avec deux batteries, chargeur et mallette pour les travaux de la maison. Livraison en trois jours ouvrables."
        },
        {
            "Spanish",
            "Sofá de dos plazas de lino con fundas extraíbles que se lavan a máquina, estructura de haya y muelles, perfecto para pisos pequeños. Taladro "
                + "inalámbrico con dos baterías, cargador y maletín para trabajos en casa. Devoluciones gratuitas durante treinta días."
        },
        {
            "Polish",
            "Wygodna dwuosobowa sofa z lnu ze zdejmowanymi pokrowcami, które można prać w pralce. Wiertarka akumulatorowa z dwiema bateriami, "
                + "ładowarką i walizką do prac domowych. Wodoodporna kurtka turystyczna damska z kapturem i wieloma kieszeniami."
        },
        {
            "Russian",
            "Удобный двухместный диван из льна со съёмными чехлами, которые можно стирать в машине. "
                + "Аккумуляторная дрель с двумя батареями и чемоданом."
        },
        { "Greek", "Άνετος διθέσιος καναπές από λινό με αφαιρούμενα καλύμματα που πλένονται στο πλυντήριο. Αδιάβροχο μπουφάν πεζοπορίας για γυναίκες." },
        { "Japanese", "麻の二人掛けソファ。カバーは取り外して洗濯機で洗えます。小さな部屋にもぴったりのサイズです。コードレスドリル、電池二個と充電器付き。家庭での作業に最適です。" },
        { "Arabic", "أريكة مريحة لشخصين من الكتان مع أغطية قابلة للإزالة يمكن غسلها في الغسالة. مثقاب لاسلكي مع بطاريتين وشاحن وحقيبة للأعمال المنزلية." },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void IsForeign_ShopTextsOfAnotherLanguage_IsSaid(string language, string text)
    {
        // A handful of sentences, as often as it takes for a sample.
        var fit = Fit(Enumerable.Repeat(text, 6));
        Assert.True(fit.IsForeign, FormattableString.Invariant($"{language}: {fit.WholeWords:0.00} of the words are whole"));
    }

    [Fact]
    public void IsForeign_SampleCatalogue_IsNot()
    {
        var documents = BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue")).ReadCorpus().ToArray();

        Assert.False(Fit(documents.Select(document => document.Title)).IsForeign);
        var fit = Fit(documents.Select(document => document.Text));
        Assert.False(fit.IsForeign);
        Assert.InRange(fit.WholeWords, 0.8, 1);
    }

    [Fact]
    public void IsForeign_PartNumbers_AreNot() => Assert.False(Fit(Enumerable.Repeat(PartNumbers, 6)).IsForeign);

    [Fact]
    public void IsForeign_EnglishWithForeignNames_IsNot() => Assert.False(Fit(Enumerable.Repeat(
        "Gabbeh rug from Qashqai weavers, wool, 120 x 180 cm. Le Creuset casserole, cast iron, for slow cooking. Süßstoff tablets, 300 pieces. "
            + "Miele vacuum cleaner with a brush for animal hair. Škoda floor mats, set of four, black rubber. Crème brûlée torch with safety lock.",
        6)).IsForeign);

    [Fact]
    public void IsForeign_TooFewWords_SaysNothing() => Assert.False(Fit(["Bequemes Zweisitzer-Sofa aus Leinen mit abnehmbaren Bezügen"]).IsForeign);

    private static LanguageFit Fit(IEnumerable<string> texts)
    {
        var fit = new LanguageFit(Default.Tokenizer);
        foreach (var text in texts)
        {
            fit.Add(text);
        }

        return fit;
    }
}
