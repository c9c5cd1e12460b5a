using System.Buffers;
using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace TwinBert.Sidecar.Exporting;

/// <summary>Writes metrics as text for Prometheus. For one scrape.</summary>
/// <param name="form">The form.</param>
internal sealed class PrometheusText(PrometheusForm form)
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);

    /// <summary>Adds a metric.</summary>
    public void Add(Metric metric)
    {
        var name = PrometheusName.Of(metric.Name, metric.Unit);
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var isHistogram = metric.MetricType is MetricType.Histogram or MetricType.ExponentialHistogram;
        var series = isCounter ? name + "_total" : name;

        // The older form knows a counter by the name of its series.
        Family(form.IsOpenMetrics ? name : series, isCounter ? "counter" : isHistogram ? "histogram" : "gauge", metric.Description);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (metric.MetricType == MetricType.Histogram)
            {
                Histogram(name, in point);
            }
            else if (Value(metric.MetricType, in point) is { } value)
            {
                Line(series, Labels(in point), value);
            }
        }
    }

    /// <summary>Ends the text and writes all of it, in UTF-8.</summary>
    /// <param name="output">Receives it, piece by piece: in one piece it would be a large object, which stays until the next full collection.</param>
    public void End(IBufferWriter<byte> output)
    {
        if (form.IsOpenMetrics)
        {
            _text.Append("# EOF\n");
        }

        // One encoder for all pieces: a character may be cut in two by them.
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var piece in _text.GetChunks())
        {
            encoder.Convert(piece.Span, output, flush: false, out _, out _);
        }

        encoder.Convert([], output, flush: true, out _, out _);
    }

    private void Family(string name, string type, string description)
    {
        if (!_families.Add(name))
        {
            return;
        }

        if (description.Length > 0)
        {
            _text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(description, quote: form.IsOpenMetrics)).Append('\n');
        }

        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private void Histogram(string name, in MetricPoint point)
    {
        var labels = Labels(in point);
        var exemplars = form.IsOpenMetrics && point.TryGetExemplars(out var found) ? InOrder(found) : [];
        var (sum, lower) = (0L, double.NegativeInfinity);
        foreach (var bucket in point.GetHistogramBuckets())
        {
            sum += bucket.BucketCount;
            var (from, to) = (lower, bucket.ExplicitBound);
            var example = exemplars.LastOrDefault(exemplar => exemplar.Value > from && exemplar.Value <= to).Text ?? "";
            Line(name + "_bucket", Joined(labels, $"le=\"{Number(to)}\""), sum.ToString(CultureInfo.InvariantCulture) + example);
            lower = to;
        }

        Line(name + "_sum", labels, Number(point.GetHistogramSum()));
        Line(name + "_count", labels, point.GetHistogramCount().ToString(CultureInfo.InvariantCulture));
    }

    private static List<(double Value, string Text)> InOrder(ReadOnlyExemplarCollection exemplars)
    {
        var texts = new List<(double, string)>();
        foreach (ref readonly var exemplar in exemplars)
        {
            var seconds = exemplar.Timestamp.ToUnixTimeMilliseconds() / 1_000.0;
            texts.Add((
                exemplar.DoubleValue,
                $" # {{trace_id=\"{exemplar.TraceId}\",span_id=\"{exemplar.SpanId}\"}} {Number(exemplar.DoubleValue)} {Number(seconds)}"));
        }

        return texts;
    }

    private static string? Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong().ToString(CultureInfo.InvariantCulture),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
        MetricType.LongGauge => point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture),
        MetricType.DoubleGauge => Number(point.GetGaugeLastValueDouble()),
        _ => null,
    };

    private static string Labels(in MetricPoint point)
    {
        var labels = new List<string>();
        foreach (var (key, value) in point.Tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{PrometheusName.Label(key)}=\"{Escaped(text, quote: true)}\"");
        }

        return string.Join(',', labels);
    }

    private static string Joined(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string Escaped(string text, bool quote)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quote ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private void Line(string name, string labels, string value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(value).Append('\n');
    }
}
