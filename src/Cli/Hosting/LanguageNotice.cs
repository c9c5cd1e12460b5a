using System.Globalization;
using System.Text.Json;
using TwinBert.IngestPipeline;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;
using TwinBert.Search.Cluster;

namespace TwinBert.Cli.Hosting;

/// <summary>
/// Warns where the texts of an index are plainly of another language than its English package. A look at some documents; what cannot be read is left.
/// </summary>
internal static class LanguageNotice
{
    private const int Sample = 200;
    private const string English = "en";

    /// <summary>Looks at an index.</summary>
    /// <param name="calls">The cluster.</param>
    /// <param name="index">The index, alias or pattern.</param>
    /// <param name="textFields">The paths of its text fields.</param>
    /// <param name="package">Its package.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One line; <see langword="null"/> where there is nothing to say.</returns>
    public static async Task<string?> OfAsync(
        IClusterCalls calls, string index, IReadOnlyList<string> textFields, ModelPackage package, CancellationToken cancellationToken)
    {
        var isEnglish = package.Manifest.Languages.Count > 0 && package.Manifest.Languages.All(language => language == English);
        if (!isEnglish || package.Tokenizer is not WordPieceTokenizer || textFields.Count == 0)
        {
            return null;
        }

        var selector = new DocumentTextSelector(textFields);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { size = Sample, _source = selector.SourceFilter }, JsonSerializerOptions.Default);
        var answer = await calls.SendAsync(new(HttpMethod.Post, $"/{Uri.EscapeDataString(index)}/_search", body), cancellationToken);
        var fit = new LanguageFit(package.Tokenizer);
        foreach (var text in Texts(answer, selector))
        {
            fit.Add(text);
        }

        return fit.IsForeign
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The texts of '{index}' are not English, as {package.Manifest.Name} wants them: of their words it knows {fit.WholeWords:P0} "
                    + $"whole. Its order will not be better than the engine's; train or import a package of their language (docs/training.md, "
                    + $"docs/model-packages.md).")
            : null;
    }

    private static List<string> Texts(ClusterAnswer answer, DocumentTextSelector selector)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.IsSuccess ? answer.Body : "{}"u8.ToArray());
            return json.RootElement.TryGetProperty("hits", out var hits) && hits.TryGetProperty("hits", out var list)
                ? [.. list.EnumerateArray().Select(hit => hit.TryGetProperty("_source", out var source) ? selector.Select(source) : null).OfType<string>()]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
