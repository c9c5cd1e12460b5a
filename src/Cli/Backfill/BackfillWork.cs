using TwinBert.Backfill.Planning;
using TwinBert.Cli.Hosting;

namespace TwinBert.Cli.Backfill;

/// <summary>What the ways of a backfill have in common.</summary>
/// <param name="Upstream">The cluster.</param>
/// <param name="Arguments">What the command line asks for.</param>
/// <param name="Plan">The indices.</param>
/// <param name="Models">Their models, loaded.</param>
internal sealed record BackfillWork(Upstream Upstream, BackfillArguments Arguments, BackfillPlan Plan, BackfillModels Models);
