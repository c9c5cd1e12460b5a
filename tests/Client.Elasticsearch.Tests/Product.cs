namespace TwinBert.Client.Elasticsearch.Tests;

internal sealed record Product(string Title, string Description);
