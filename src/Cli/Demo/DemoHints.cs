namespace TwinBert.Cli.Demo;

/// <summary>Says what to try while the demo serves.</summary>
internal static class DemoHints
{
    private const int Size = 5;

    public static void Print(DemoServices services, string query, TextWriter output)
    {
        var (sidecar, node) = (Base(services.Sidecar), Base(services.Node));
        output.WriteLine();
        output.WriteLine($"The sidecar serves on {sidecar}, the embedded node on {node}. Try:");
        output.WriteLine();
        output.WriteLine($"  curl -i {Search(sidecar, query)}");
        output.WriteLine($"  curl -i {Search(node, query)}");
        output.WriteLine($"  curl -i -H 'X-TwinBert: off' {Search(sidecar, query)}");
        output.WriteLine($"  curl {sidecar}/{DemoCatalogue.Index}/_doc/tollgate-sofa-bed");
        output.WriteLine($"  curl {node}/{DemoCatalogue.Index}/_doc/tollgate-sofa-bed        (the same product with its embedding, which the sidecar hides)");
        output.WriteLine();
        output.WriteLine("Ctrl-C ends the demo; nothing is kept.");
    }

    private static string Search(string address, string query) =>
        $"-H 'Content-Type: application/json' '{address}/{DemoCatalogue.Index}/_search' -d '{DemoSearch.Body(query, Size).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Base(Uri url) => url.GetLeftPart(UriPartial.Authority);
}
