using System.CommandLine;
using System.Globalization;
using TwinBert.Backfill.Governing;
using TwinBert.Backfill.Settings;
using TwinBert.Cli.Hosting;
using TwinBert.Terminal;

namespace TwinBert.Cli.Backfill;

/// <summary>The options of <c>twinbert backfill</c>, and what they say.</summary>
internal sealed class BackfillSwitches
{
    // Each sign of life is a change of the cluster's state: a run that stays for weeks gives as few as its lease allows.
    private static readonly TimeSpan RenewFollowed = TimeSpan.FromMinutes(2);

    private readonly Argument<string[]> _indices = IndexArgument.Create();
    private readonly Option<string?> _config = Settings.ConfigOption();
    private readonly Option<string?> _upstream = Settings.UpstreamOption();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Count what would be done and change nothing." };
    private readonly Option<bool> _missing = new("--missing-only")
    {
        Description = "Look only for embeddings that are missing or of another model, by a query; do not read the rest to find stale ones.",
    };
    private readonly Option<bool> _all = new("--all") { Description = "Embed every document again, whatever it has." };
    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Documents that are encoded and written together.",
        HelpName = "N",
        DefaultValueFactory = _ => new BackfillOptions().BatchDocuments,
    };
    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "The most documents to embed in a second, to spare the cluster.",
        HelpName = "DOCS/S",
    };
    private readonly Option<string> _governor = WriteSwitches.Governor();
    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "The processors that encode documents: all of them by default.",
        HelpName = "N",
    };
    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Keep the run's state in this file instead of the cluster.",
        HelpName = "FILE",
    };
    private readonly Option<JobStoreChoice> _jobStore = new("--job-store")
    {
        Description = "Where the state is kept: in the cluster, where other processes share the work, or in a file. By default in the cluster where the "
            + "account may, otherwise in a file in the working directory.",
        HelpName = "auto|cluster|file",
    };
    private readonly Option<bool> _restart = new("--restart") { Description = "Begin anew, whatever was done, and whoever is at work on it." };
    private readonly Option<bool> _withoutAlias = WriteSwitches.WithoutAlias();
    private readonly Option<bool> _force = new("--force") { Description = "Go on where a text field is in no mapping and no document." };
    private readonly Option<bool> _follow = new("--follow")
    {
        Description = "Stay when all is done, and embed what others write, and new indices, until Ctrl-C.",
    };
    private readonly Option<double?> _followInterval = new("--follow-interval")
    {
        Description = "How often --follow looks for changes, 2 s by default.",
        HelpName = "SECONDS",
    };
    private readonly Option<string?> _verify = new("--verify")
    {
        Description = "Change nothing: encode N documents of each index again, or all, compare vectors and texts, and list what is not as it should be.",
        HelpName = "N|all",
    };
    private readonly Option<bool> _retryFailed = new("--retry-failed")
    {
        Description = "Try only the documents that the last run lists as lost.",
    };
    private readonly Option<string?> _field = GenerationChoice.FieldOption();
    private readonly Option<string?> _model = new("--model")
    {
        Description = "The model package whose embeddings are made, where it is not the one in use.",
        HelpName = "DIR",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as one JSON document on standard output." };

    public BackfillSwitches()
    {
        _batch.Refuse(value => value is < 1 or > 10_000, "--batch is a number between 1 and 10000.");
        _followInterval.Refuse(
            value => value is not (null or (>= 0.1 and <= 86_400)),
            "--follow-interval is a number of seconds between 0.1 and 86400.");
        _verify.Refuse(
            value => value is not (null or "all")
                && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 10_000),
            "--verify is a number of documents between 1 and 10000, or all.");
        _threads.Refuse(
            value => value is not (null or (>= 1 and <= BackfillModels.MostThreads)), $"--threads is a number between 1 and {BackfillModels.MostThreads}.");
        _rate.Refuse(value => value is not > 0, "--rate is a number of documents a second, more than 0.");
    }

    public void AddTo(Command command)
    {
        command.Add(_indices);
        Option[] options =
        [
            _config, _upstream, _dryRun, _missing, _all, _batch, _rate, _governor, _threads, _jobStore, _checkpoint, _restart, _withoutAlias, _force, _follow,
            _followInterval, _verify, _retryFailed, _field, _model, _json,
        ];
        Array.ForEach(options, command.Add);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_all) && result.GetValue(_missing))
            {
                result.AddError("--all and --missing-only exclude each other.");
            }

            var ways = Array.FindAll<Option>([_follow, _dryRun, _verify, _retryFailed], way => result.GetResult(way) is not null);
            if (ways.Length > 1)
            {
                result.AddError($"{ways[0].Name} and {ways[1].Name} exclude each other.");
            }

            if (result.GetValue(_checkpoint) is not null && result.GetValue(_jobStore) == JobStoreChoice.Cluster)
            {
                result.AddError("--checkpoint and --job-store cluster exclude each other.");
            }

            if (result.GetValue(_followInterval) is not null && !result.GetValue(_follow))
            {
                result.AddError("--follow-interval belongs to --follow.");
            }
        });
    }

    public BackfillArguments Read(ParseResult parsed)
    {
        var options = new BackfillOptions
        {
            Mode = parsed.GetValue(_all) ? BackfillMode.All : parsed.GetValue(_missing) ? BackfillMode.Missing : BackfillMode.Outdated,
            DryRun = parsed.GetValue(_dryRun),
            BatchDocuments = parsed.GetValue(_batch),
            DocumentsPerSecond = parsed.GetValue(_rate),
            Governor = new GovernorOptions { IsOn = parsed.GetValue(_governor) == "on" },
            Guard = parsed.GetValue(_follow)
                ? new GuardOptions { WithoutAlias = parsed.GetValue(_withoutAlias), RenewEvery = RenewFollowed }
                : new GuardOptions { WithoutAlias = parsed.GetValue(_withoutAlias) },
        };
        var configuration = Settings.Read(parsed.GetValue(_config), parsed.GetValue(_upstream));
        return new(parsed.GetValue(_indices)!, configuration, options, parsed.GetValue(_checkpoint), parsed.GetValue(_restart), parsed.GetValue(_json))
        {
            Generation = new(parsed.GetValue(_field), parsed.GetValue(_model)),
            Force = parsed.GetValue(_force),
            Verify = parsed.GetValue(_verify) is { } verify ? (verify == "all" ? 0 : int.Parse(verify, CultureInfo.InvariantCulture)) : null,
            RetryFailed = parsed.GetValue(_retryFailed),
            Threads = parsed.GetValue(_threads),
            JobStore = parsed.GetValue(_checkpoint) is null ? parsed.GetValue(_jobStore) : JobStoreChoice.File,
            Follow = parsed.GetValue(_follow) ? FollowOf(parsed.GetValue(_followInterval)) : null,
        };
    }

    private static FollowOptions FollowOf(double? seconds)
    {
        var options = new FollowOptions();
        var interval = seconds is { } given ? TimeSpan.FromSeconds(given) : options.Interval;
        return options with { Interval = interval, FindEvery = interval > options.FindEvery ? interval : options.FindEvery };
    }
}
