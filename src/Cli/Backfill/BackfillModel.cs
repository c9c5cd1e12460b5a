using TwinBert.Cli.Hosting;
using TwinBert.Inference;
using TwinBert.Model.Packaging;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>The configured model for work that has the machine to itself: documents are encoded on every processor.</summary>
internal static class BackfillModel
{
    private const int MostAtOnce = 64;

    public static OnnxModel Load(string folder)
    {
        try
        {
            return OnnxModel.Load(ModelLocator.Load(folder), new OnnxModelOptions { DocumentConcurrency = Math.Min(Environment.ProcessorCount, MostAtOnce) });
        }
        catch (ModelPackageException e)
        {
            throw new UnusableInputException(e.Message);
        }
    }
}
