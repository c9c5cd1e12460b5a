namespace TwinBert.Backfill.Documents;

/// <summary>Why a document can be lost before it reaches the engine.</summary>
internal static class LostReasons
{
    private const string Unfit = "The source cannot take the embedding object: it has parts of it under dotted keys, or has it twice.";

    private const string Unreadable =
        "The engine stores the source and gives no readable answer with it: it is not JSON in UTF-8, or has a comment before or behind it. "
        + "Write the document again without that.";

    public static string Of(Assessment assessment) => assessment == Assessment.Unreadable ? Unreadable : Unfit;

    public static string EncoderFailed(Exception? error) =>
        error is null ? "The encoder gave no embedding of the right length." : $"The encoder failed: {error.Message.ReplaceLineEndings(" ")}";

    public static string EncoderBroken(Exception? error) =>
        $"The encoder fails on every text, a plain word too. {EncoderFailed(error)} Nothing is lost: check the model package and run again, the run resumes.";
}
