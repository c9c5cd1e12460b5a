using TwinBert.Backfill.Running;
using TwinBert.Cli.Backfill;
using TwinBert.Terminal;
using Xunit;

namespace TwinBert.Cli.Tests.Backfill;

public sealed class BackfillExecutionTests
{
    private static readonly IndexReport Done = new("done", new("twinbert"), new(), new(), TimeSpan.Zero);
    private static readonly IndexReport Behind = Done with { Behind = new(Missing: 0, Stale: 1) };
    private static readonly IndexReport Lost = Done with { Counters = new() { Lost = 1 } };
    private static readonly IndexReport Replaced = Done with { Failure = "made anew", IsReplaced = true };
    private static readonly IndexReport Failed = Done with { Failure = "gone" };

    [Fact]
    public void ExitCodeOf_Report_IsTheWorstOfItsIndices()
    {
        Assert.Equal(ExitCode.Done, BackfillExecution.ExitCodeOf(new([Done, Done], IsInterrupted: false)));
        Assert.Equal(ExitCode.Behind, BackfillExecution.ExitCodeOf(new([Behind, Done], IsInterrupted: false)));
        Assert.Equal(ExitCode.Incomplete, BackfillExecution.ExitCodeOf(new([Behind, Lost], IsInterrupted: false)));
        Assert.Equal(ExitCode.Replaced, BackfillExecution.ExitCodeOf(new([Replaced, Lost, Done], IsInterrupted: false)));
        Assert.Equal(ExitCode.Incomplete, BackfillExecution.ExitCodeOf(new([Replaced, Failed], IsInterrupted: false)));
        Assert.Equal(ExitCode.Interrupted, BackfillExecution.ExitCodeOf(new([Failed], IsInterrupted: true)));
    }
}
