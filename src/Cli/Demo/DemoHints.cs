namespace TwinBert.Cli.Demo;

/// <summary>Says what to try while the demo serves.</summary>
internal static class DemoHints
{
    private const int Size = 5;
    private const string Product = "tollgate-sofa-bed";

    public static void Print(DemoServices services, string query, TextWriter output)
    {
        var (sidecar, node) = (Base(services.Sidecar), Base(services.Node));
        var search = $"{DemoCatalogue.Index}/_search";
        var product = $"{DemoCatalogue.Index}/_doc/{Product}";
        output.WriteLine();
        output.WriteLine(
            $"The sidecar serves on {sidecar}, the embedded node on {node}. Try, through the sidecar, then in the node itself, then with reranking off:");
        output.WriteLine($"  curl -i {Post(sidecar, search, query)}");
        output.WriteLine($"  curl -i {Post(node, search, query)}");
        output.WriteLine($"  curl -i -H 'X-TwinBert: off' {Post(sidecar, search, query)}");
        output.WriteLine("A product as the application sees it, and as it is stored, with its embedding:");
        output.WriteLine($"  curl {sidecar}/{product}");
        output.WriteLine($"  curl {node}/{product}");
        output.WriteLine("Ctrl-C ends the demo; nothing is kept.");
    }

    private static string Post(string address, string path, string query) =>
        $"-H 'Content-Type: application/json' '{address}/{path}' -d '{DemoSearch.Body(query, Size).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Base(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
