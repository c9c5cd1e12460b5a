using Elastic.Clients.Elasticsearch;
using TwinBert.Client.Elasticsearch;
using TwinBert.Shop;

if (args is not [var address, .. var more] || more.Length > 1 || !Uri.TryCreate(address, UriKind.Absolute, out var url))
{
    await Console.Error.WriteLineAsync(
        "usage: dotnet run --project samples/Shop -- URL [INDEX]\nURL is the sidecar's, such as http://127.0.0.1:9210; INDEX (products-sample) is made "
            + "anew and deleted at the end.");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

var client = new ElasticsearchClient(new ElasticsearchClientSettings(url).UseTwinBert());
var shop = new ProductSearch(client, more.FirstOrDefault() ?? "products-sample", Console.Out);
return await shop.RunAsync(interrupted.Token) ? 0 : 1;
