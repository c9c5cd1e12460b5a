namespace TwinBert.Cli.Tests.Demo;

/// <summary>A writer that tells when a line with a given text has been written.</summary>
internal sealed class SignallingWriter(string awaited) : StringWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(awaited, StringComparison.Ordinal) == true)
        {
            _seen.TrySetResult();
        }
    }
}
