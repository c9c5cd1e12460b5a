using System.Text.Json;
using TwinBert.DevNode.Json;
using TwinBert.DevNode.Mappings;

namespace TwinBert.DevNode.Aggregations;

/// <summary>Writes the buckets of an aggregation.</summary>
internal static class AggregationWriter
{
    public static void Write(Utf8JsonWriter json, TermsAggregator aggregator, bool isTyped)
    {
        var (buckets, others) = aggregator.Result();
        var kind = aggregator.Field switch
        {
            null => "umterms",
            IntegerField or DateField or BooleanField => "lterms",
            FloatField => "dterms",
            _ => "sterms",
        };
        json.WriteStartObject(isTyped ? $"{kind}#{aggregator.Aggregation.Name}" : aggregator.Aggregation.Name);
        json.WriteNumber("doc_count_error_upper_bound", 0);
        json.WriteNumber("sum_other_doc_count", others);
        json.WriteStartArray("buckets");
        foreach (var bucket in buckets)
        {
            json.WriteStartObject();
            WriteKey(json, aggregator.Field, bucket.Key);
            json.WriteNumber("doc_count", bucket.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, MappedField? field, object key)
    {
        json.WritePropertyName("key");
        switch (key)
        {
            case string text:
                json.WriteStringValue(text);
                return;
            case double number:
                JsonNumbers.Write(json, number);
                return;
            default:
                json.WriteNumberValue((long)key);
                break;
        }

        if (field is BooleanField)
        {
            json.WriteString("key_as_string", (long)key == 1 ? "true" : "false");
        }
        else if (field is DateField)
        {
            json.WritePropertyName("key_as_string");
            field.WriteDocValue(json, key, format: null);
        }
    }
}
