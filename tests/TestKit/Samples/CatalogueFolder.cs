namespace TwinBert.TestKit.Samples;

/// <summary>Where the sample catalogue is, seen from the tests' output folder.</summary>
public static class CatalogueFolder
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var catalogue = Path.Combine(folder.FullName, "samples", "catalogue");
            if (Directory.Exists(catalogue))
            {
                return catalogue;
            }
        }

        throw new DirectoryNotFoundException("samples/catalogue is not above the tests' output folder.");
    }
}
