using TwinBert.Terminal;

namespace TwinBert.Cli.Evaluate;

/// <summary>A text file that is written beside its place and then renamed, so that nothing half-written is ever in that place.</summary>
internal static class OutputFile
{
    public static void Write(string path, Action<TextWriter> write)
    {
        var beside = path + ".new";
        try
        {
            try
            {
                using (var writer = new StreamWriter(beside))
                {
                    write(writer);
                }

                File.Move(beside, path, overwrite: true);
            }
            catch
            {
                File.Delete(beside);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The file '{path}' cannot be written: {e.Message}");
        }
    }
}
