namespace TwinBert.Backfill.Documents;

/// <summary>Why a document can be lost before it reaches the engine.</summary>
internal static class LostReasons
{
    public const string Unfit = "The source cannot take the embedding object: it has parts of it under dotted keys, or has it twice.";

    public static string EncoderFailed(Exception? error) =>
        error is null ? "The encoder gave no embedding of the right length." : $"The encoder failed: {error.Message.ReplaceLineEndings(" ")}";

    public static string EncoderBroken(Exception? error) =>
        $"The encoder fails on every text, a plain word too. {EncoderFailed(error)} Nothing is lost: check the model package and run again, the run resumes.";
}
