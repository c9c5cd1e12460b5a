using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TwinBert.Inference.Sentences;
using TwinBert.Model.Packaging;
using TwinBert.Model.Tokenization;

namespace TwinBert.LoadBench.Servers;

/// <summary>
/// A cross-encoder behind the interface that Elasticsearch calls rerankers by: a graph of a sentence encoder that reads query and document together, one
/// session for each processor. Its scores mean nothing; its time is that of a cross-encoder of its size.
/// </summary>
internal static class CrossEncoderServer
{
    private const int MostTokens = 512;

    public static WebApplication Create(string graph, string package)
    {
        var tokenizer = ModelPackage.Load(package).Tokenizer;
        var encoders = SentenceEncoders.Open(graph, Environment.ProcessorCount);
        var one = new SemaphoreSlim(1);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/rerank", async (HttpContext context) =>
        {
            var request = (await context.Request.ReadFromJsonAsync<RerankRequest>(context.RequestAborted))!;
            await one.WaitAsync(context.RequestAborted);
            try
            {
                await context.Response.WriteAsJsonAsync(Score(encoders, tokenizer, request), context.RequestAborted);
            }
            finally
            {
                one.Release();
            }
        });
        return app;
    }

    private static IEnumerable<object> Score(SentenceEncoders encoders, ITextTokenizer tokenizer, RerankRequest request)
    {
        var query = tokenizer.Encode(request.Query, MostTokens / 2).Ids;
        var pairs = request.Texts
            .Select((text, index) => (Index: index, Ids: Pair(query, tokenizer.Encode(text, MostTokens / 2).Ids)))
            .OrderByDescending(pair => pair.Ids.Length)
            .ToArray();
        var scores = new float[pairs.Length * encoders.Dimensions];
        encoders.Encode(Array.ConvertAll(pairs, pair => pair.Ids), scores, CancellationToken.None);
        return pairs.Select((pair, i) => new { index = pair.Index, score = scores[i * encoders.Dimensions] });
    }

    // [CLS] query [SEP] document [SEP]
    private static ReadOnlyMemory<int> Pair(ReadOnlyMemory<int> query, ReadOnlyMemory<int> document)
    {
        var ids = new int[query.Length + document.Length - 1];
        query.CopyTo(ids);
        document[1..].CopyTo(ids.AsMemory(query.Length));
        return ids;
    }

    private sealed record RerankRequest(string Query, string[] Texts);
}
