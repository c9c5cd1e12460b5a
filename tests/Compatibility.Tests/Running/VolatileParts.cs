using System.Text.RegularExpressions;

namespace TwinBert.Compatibility.Tests.Running;

/// <summary>
/// What differs between two answers of one engine to one request, and so may differ with a proxy between. Everything else is compared to the byte.
/// <list type="bullet">
/// <item>how long it took: <c>took</c>;</item>
/// <item>names that the engine makes up: of scrolls and their contexts, of points in time, of documents without an id (20 letters), of indices (<c>uuid</c>,
/// <c>index_uuid</c>, <c>[name/uuid]</c>);</item>
/// <item>the moment at which an index or a point in time was made: <c>creation_date</c>, <c>creation_time</c>;</item>
/// <item>what a cluster is still busy with, from other tests perhaps: <c>number_of_pending_tasks</c>, <c>task_max_waiting_in_queue_millis</c>;</item>
/// <item>what a search cost OpenSearch: the header <c>task_resource_usage</c>;</item>
/// <item>whatever the scenario saves for later steps, where it is such a name.</item>
/// </list>
/// </summary>
public static partial class VolatileParts
{
    private const int ShortestName = 16;

    /// <summary>A text with these parts replaced.</summary>
    public static string Blot(string text, IReadOnlyDictionary<string, string> names)
    {
        foreach (var (name, value) in names.Where(name => name.Value.Length >= ShortestName && name.Key != ScenarioRunner.IndexName && name.Value[0] != '['))
        {
            text = text.Replace(value, $"{{{name}}}", StringComparison.Ordinal);
        }

        return ResourceUsage().Replace(Identity().Replace(MadeUp().Replace(Numbers().Replace(text, "${1}0"), "$1\"#\""), "/#]"), "$1#");
    }

    [GeneratedRegex("(\"took\" ?: ?|\"creation_time\":|\"number_of_pending_tasks\":|\"task_max_waiting_in_queue_millis\":|\\btook: |search context found "
        + "for id \\[(?:\\[[^\\]]*\\]\\[)?)[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex("(\"(?:_scroll_id|pit_id|(?:index[._])?(?:uuid|creation_date))\" ?: ?|\"_id\" ?: ?(?=\"[A-Za-z0-9_-]{20}\"))\"[^\"]*\"")]
    private static partial Regex MadeUp();

    [GeneratedRegex("/[A-Za-z0-9_-]{20,22}\\]")]
    private static partial Regex Identity();

    [GeneratedRegex("^(task_resource_usage: ).*$")]
    private static partial Regex ResourceUsage();
}
