namespace TwinBert.TestKit.Engines;

/// <summary>The real engines that tests run on.</summary>
public enum EngineKind
{
    Elasticsearch8,
    Elasticsearch9,
    OpenSearch2,
}
