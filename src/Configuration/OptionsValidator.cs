using System.Globalization;

namespace TwinBert.Configuration;

/// <summary>Checks every value against its range; reports all that is wrong.</summary>
public static class OptionsValidator
{
    private const int MostEmbeddingFields = 16;
    private static readonly string[] Plans = ["window", "auto", "rescore", "wrap"];
    private static readonly string[] LogLevels = ["trace", "debug", "information", "warning", "error", "critical", "none"];
    private static readonly string[] LogFormats = ["text", "json"];
    private static readonly string[] Spellings = ["auto", "numbers"];
    private static readonly string[] ScoreModes = ["fused", "model", "rank-preserving"];

    /// <summary>Checks options made in code or bound from a configuration.</summary>
    /// <param name="options">What to check.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static void Validate(TwinBertOptions options, ICollection<ConfigurationError> errors)
    {
        Url(options.Listen, "Listen", ["http", "https"], errors);
        Tls(options, errors);
        if (options.ListenHttp2 is { } http2)
        {
            Url(http2, "ListenHttp2", ["http"], errors);
        }

        Check(
            options.PublishAddress is null or TwinBertOptions.AddressOfRequest || IsHostAndPort(options.PublishAddress),
            "PublishAddress",
            $"'{options.PublishAddress}' is neither host:port, such as \"search.example:9210\", nor \"{TwinBertOptions.AddressOfRequest}\".",
            errors);
        Upstream(options.Upstream, errors);
        Check(options.Model.Length > 0, "Model", "Name the folder of a model package.", errors);
        if (options.Admin.Listen is { } admin)
        {
            Url(admin, "Admin:Listen", ["http", "https"], errors);
        }

        Check(options.Admin.Token is null or { Length: >= 16 }, "Admin:Token", "Give at least 16 characters, such as of: openssl rand -hex 16", errors);
        Credentials(options.Upstream, errors);
        Limits(options.Limits, errors);
        Upkeep(options.Upkeep, errors);
        Range(options.EmbeddingService.MaxTexts, 1, 10_000, "EmbeddingService:MaxTexts", errors);
        Check(options.EmbeddingService.ApiKey is not "", "EmbeddingService:ApiKey", "Give a key, or leave it out for none.", errors);
        OneOf(options.Logs.Level, LogLevels, "Logs:Level", errors);
        Check(
            options.Logs.SlowSearch is null || (options.Logs.SlowSearch > TimeSpan.Zero && options.Logs.SlowSearch <= TimeSpan.FromHours(1)),
            "Logs:SlowSearch",
            "Give more than 0 and at most an hour, such as \"00:00:01\".",
            errors);
        OneOf(options.Logs.Format, LogFormats, "Logs:Format", errors);
        Within(options.ShutdownDelay, TwinBertOptions.LongestShutdownDelay, "ShutdownDelay", errors);
        Within(options.DrainTimeout, TwinBertOptions.LongestDrainTimeout, "DrainTimeout", errors);
        foreach (var (name, index) in options.Indices)
        {
            Index(name, index, errors);
        }
    }

    private static void Upstream(UpstreamOptions upstream, ICollection<ConfigurationError> errors)
    {
        var valid = Uri.TryCreate(upstream.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0;
        Check(
            valid, "Upstream:Url", $"'{upstream.Url}' is not a URL of the form http://host:port or https://gateway/path, without a user name.", errors);
        foreach (var node in upstream.Nodes)
        {
            Url(node, "Upstream:Nodes", ["http", "https"], errors);
            Check(
                !valid || !Uri.TryCreate(node, UriKind.Absolute, out var other) || other.Scheme == url!.Scheme,
                "Upstream:Nodes",
                $"'{node}' has another scheme than Upstream:Url. Use http or https for all.",
                errors);
        }

        Check(upstream.ServerName is null || Uri.CheckHostName(upstream.ServerName) == UriHostNameType.Dns, "Upstream:ServerName", "Name a host.", errors);
        foreach (var (name, file) in new[] { ("ClientCertificate", upstream.ClientCertificate), ("ClientKey", upstream.ClientKey) })
        {
            Check(file is null || File.Exists(file), $"Upstream:{name}", $"The file '{file}' does not exist.", errors);
        }
    }

    private static void Tls(TwinBertOptions options, ICollection<ConfigurationError> errors)
    {
        var wants = IsTls(options.Listen) || IsTls(options.Admin.Listen);
        Check(!wants || options.Tls.Certificate is not null, "Tls:Certificate", "Name the file of the certificate to listen on https:// with.", errors);
        Check(wants || options.Tls.Certificate is null, "Tls:Certificate", "It has no effect: neither Listen nor Admin:Listen is an https:// URL.", errors);
        OneOf(options.Tls.ClientCertificates, ["none", "optional", "required"], "Tls:ClientCertificates", errors);
        var tls = options.Tls;
        foreach (var (name, file) in new[] { ("Certificate", tls.Certificate), ("Key", tls.Key), ("ClientAuthority", tls.ClientAuthority) })
        {
            Check(file is null || File.Exists(file), $"Tls:{name}", $"The file '{file}' does not exist.", errors);
        }
    }

    private static bool IsTls(string? url) => url?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    private static void Index(string name, IndexOptions index, ICollection<ConfigurationError> errors)
    {
        var path = $"Indices:{name}";
        Check(
            index.TextFields.Count > 0,
            $"{path}:TextFields",
            "Name at least one field to make a document's text of, such as [\"title\", \"description\"].",
            errors);
        Check(index.TextFields.All(field => field.Length > 0), $"{path}:TextFields", "A field's path must not be empty.", errors);
        Check(
            index.TextFields.All(IsPath),
            $"{path}:TextFields",
            "In a field's path, * stands for one whole name, and not for the first: \"name.*\" takes name.en and name.de.",
            errors);
        EmbeddingFields(index, path, errors);
        if (index.Next is { } next)
        {
            Check(next.Model.Length > 0, $"{path}:Next:Model", "Name the folder of the model package that is to take the place of the one in use.", errors);
            Range(next.ModelWeight ?? 0, 0, 20, $"{path}:Next:ModelWeight", errors);
            Check(next.Crossing is not "", $"{path}:Next:Crossing", "Name a crossing layer of the package, or leave it out for the package's first.", errors);
            Check(
                next.SwitchAtCoverage is null or (> 0 and <= 1),
                $"{path}:Next:SwitchAtCoverage",
                "Give more than 0 and at most 1, such as 0.99, or leave it out.",
                errors);
        }

        foreach (var text in index.QueryTextPaths.Where(text => JsonPath.TryParse(text) is null))
        {
            errors.Add(
                new(
                    $"{path}:QueryTextPaths",
                    $"'{text}' is not a path such as \"query.bool.must[0].match.title.query\": names joined by full stops, [0] or [*] for elements of an "
                        + "array, and a backslash before a full stop, bracket or backslash in a name."));
        }

        Range(index.Window, 1, 10_000, $"{path}:Window", errors);
        Range(index.ModelWeight ?? 0, 0, 20, $"{path}:ModelWeight", errors);
        Check(index.Model is not "", $"{path}:Model", "Name the folder of a model package, or leave it out for that of Model.", errors);
        Check(index.Crossing is not "", $"{path}:Crossing", "Name a crossing layer of the model package, or leave it out for the package's first.", errors);
        OneOf(index.Plan, Plans, $"{path}:Plan", errors);
        Range(index.WrapBelow, 0, 10_000_000_000, $"{path}:WrapBelow", errors);
        Range(index.MaxWrappedDocuments, 0, 10_000_000_000, $"{path}:MaxWrappedDocuments", errors);
        // A value that changes nothing would be taken for one that does.
        Check(
            index.Plan is "window" or "auto" || index.Scores == "fused",
            $"{path}:Plan",
            $"'{index.Plan}' has no effect with Scores '{index.Scores}': an engine that crosses gives the fused score. Leave Plan out, or set Scores to fused.",
            errors);
        OneOf(index.Scores, ScoreModes, $"{path}:Scores", errors);
        OneOf(index.EmbeddingSpelling, Spellings, $"{path}:EmbeddingSpelling", errors);
    }

    private static void EmbeddingFields(IndexOptions index, string path, ICollection<ConfigurationError> errors)
    {
        List<(string Setting, string Name)> fields = [("EmbeddingField", index.EmbeddingField)];
        if (index.Next is { } next)
        {
            fields.Add(("Next:EmbeddingField", next.EmbeddingField));
        }

        fields.AddRange(index.HiddenEmbeddingFields.Select(name => ("HiddenEmbeddingFields", name)));
        foreach (var (setting, name) in fields)
        {
            Check(
                name.Length > 0 && !name.Contains('.', StringComparison.Ordinal),
                $"{path}:{setting}",
                "Name a top-level field, without a full stop, such as \"twinbert\".",
                errors);
            Check(
                !index.HasTextIn(name),
                $"{path}:TextFields",
                "The embedding field is no text field.",
                errors);
        }

        Check(fields.Count <= MostEmbeddingFields, $"{path}:HiddenEmbeddingFields", $"An index has at most {MostEmbeddingFields} embedding fields.", errors);
        foreach (var group in fields.GroupBy(field => field.Name).Where(group => group.Count() > 1))
        {
            errors.Add(new($"{path}:{group.Last().Setting}", $"'{group.Key}' is named before. Each embedding field of an index is another."));
        }
    }

    private static bool IsPath(string field) =>
        !field.StartsWith('*') && field.Split('[')[0].Split('.').All(name => name == "*" || !name.Contains('*', StringComparison.Ordinal));

    private static void Credentials(UpstreamOptions upstream, ICollection<ConfigurationError> errors)
    {
        Check(
            upstream.Username is null == upstream.Password is null,
            "Upstream:Username",
            "A user name and a password go together: give both or neither.",
            errors);
        Check(upstream.ApiKey is null || upstream.Username is null, "Upstream:ApiKey", "Give an API key or a user name, not both.", errors);
        Check(
            !upstream.IsSigned() || (upstream.ApiKey is null && upstream.Username is null),
            "Upstream:Aws:Region",
            "A request has one Authorization: give this, or an API key or a user name.",
            errors);
        Check(
            upstream.Aws.Region is not { } region
                || (region.Length > 0 && region.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')),
            "Upstream:Aws:Region",
            $"'{upstream.Aws.Region}' is no region, such as \"eu-central-1\".",
            errors);
        OneOf(upstream.Aws.Service, ["es", "aoss"], "Upstream:Aws:Service", errors);
        Check(
            upstream.IsSigned() || upstream.Aws == new AwsOptions(), "Upstream:Aws:Region", "Without a region, nothing is signed: name the domain's.", errors);
        Check(
            upstream.CertificateAuthority is not { } file || File.Exists(file),
            "Upstream:CertificateAuthority",
            $"The file '{upstream.CertificateAuthority}' does not exist.",
            errors);
    }

    private static void Limits(LimitOptions limits, ICollection<ConfigurationError> errors)
    {
        Check(
            limits.RerankTimeout > TimeSpan.Zero && limits.RerankTimeout <= TimeSpan.FromMinutes(1),
            "Limits:RerankTimeout",
            "Give more than 0 and at most a minute, such as \"00:00:00.250\".",
            errors);
        Range(limits.MaxPendingEncodings, 1, 100_000, "Limits:MaxPendingEncodings", errors);
        Range(limits.BreakAfterFailures, 1, 1_000_000, "Limits:BreakAfterFailures", errors);
        Check(
            limits.BreakDuration > TimeSpan.Zero && limits.BreakDuration <= TimeSpan.FromHours(1),
            "Limits:BreakDuration",
            "Give more than 0 and at most an hour, such as \"00:00:10\".",
            errors);
        Range(limits.MaxSearchRequestBytes, 1 << 10, 64 << 20, "Limits:MaxSearchRequestBytes", errors);
        Range(limits.MaxSearchesPerRequest, 1, 200, "Limits:MaxSearchesPerRequest", errors);
        Range(limits.MaxResponseBytes, 1 << 10, 1 << 30, "Limits:MaxResponseBytes", errors);
        Range(limits.MaxBufferedBytes, 1 << 20, 1L << 40, "Limits:MaxBufferedBytes", errors);
        Range(limits.MaxDocumentBytes, 1 << 10, 100 << 20, "Limits:MaxDocumentBytes", errors);
        Check(
            limits.EncodeTimeout > TimeSpan.Zero && limits.EncodeTimeout <= TimeSpan.FromHours(1),
            "Limits:EncodeTimeout",
            "Give more than 0 and at most an hour, such as \"00:00:08\".",
            errors);
        Range(limits.MaxWriteRequestBytes, 1 << 10, int.MaxValue, "Limits:MaxWriteRequestBytes", errors);
        Range(limits.MaxRequestsPerSecond, 0, 1_000_000, "Limits:MaxRequestsPerSecond", errors);
        Range(limits.QueryCacheEntries, 0, 10_000_000, "Limits:QueryCacheEntries", errors);
    }

    private static void Upkeep(UpkeepOptions upkeep, ICollection<ConfigurationError> errors)
    {
        Range(upkeep.SampledPerMinute, 0, 100_000, "Upkeep:SampledPerMinute", errors);
        Range(upkeep.RepairsPerSecond, 0, 10_000, "Upkeep:RepairsPerSecond", errors);
        Range(upkeep.MaxRepairs, 1, 10_000_000, "Upkeep:MaxRepairs", errors);
        Check(
            upkeep.RepairFile is not { } file || (file.Length > 0 && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)))),
            "Upkeep:RepairFile",
            $"'{upkeep.RepairFile}' is no file in a folder that exists.",
            errors);
    }

    private static void Url(string text, string path, string[] schemes, ICollection<ConfigurationError> errors)
    {
        var valid = Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url.PathAndQuery == "/" && url.UserInfo.Length == 0;
        Check(valid, path, $"'{text}' is not a URL of the form {schemes[0]}://host:port, without a path or a user name.", errors);
    }

    private static bool IsHostAndPort(string text) =>
        Uri.TryCreate("any://" + text, UriKind.Absolute, out var url) && url.Port > 0 && url.Authority == text && url.UserInfo.Length == 0;

    private static void Range<T>(T value, T least, T most, string path, ICollection<ConfigurationError> errors)
        where T : IComparable<T>, IFormattable =>
        Check(
            value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0,
            path,
            string.Create(CultureInfo.InvariantCulture, $"{value} is not between {least} and {most}."),
            errors);

    private static void Within(TimeSpan value, TimeSpan most, string path, ICollection<ConfigurationError> errors) =>
        Check(value >= TimeSpan.Zero && value <= most, path, $"Give 0 to {most}, such as \"00:00:05\".", errors);

    private static void OneOf(string value, string[] known, string path, ICollection<ConfigurationError> errors) =>
        Check(known.Contains(value), path, $"'{value}' is not one of: {string.Join(", ", known)}.", errors);

    private static void Check(bool valid, string path, string message, ICollection<ConfigurationError> errors)
    {
        if (!valid)
        {
            errors.Add(new(path, message));
        }
    }
}
