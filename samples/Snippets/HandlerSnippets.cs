using System.Net.Http.Json;
using TwinBert.Client;
using TwinBert.Protocol;

namespace TwinBert.Snippets;

/// <summary>The handler for any client in docs/client.md.</summary>
internal static class HandlerSnippets
{
    public static async Task HandlerAsync(CancellationToken cancellationToken)
    {
        #region handler
        using var http = new HttpClient(new TwinBertHandler(new SocketsHttpHandler()))
        {
            BaseAddress = new Uri("http://127.0.0.1:9210"),
        };

        using var request = new HttpRequestMessage(HttpMethod.Post, "products/_search")
        {
            Content = JsonContent.Create(new { query = new { match = new { title = "warm winter jacket" } } }),
        };
        request.SetRerankHints(new RerankHints { Window = 50 });

        using var response = await http.SendAsync(request, cancellationToken);
        Console.WriteLine(response.GetRerankVerdict());
        #endregion
    }

    public static async Task ScopeAsync(Func<Task> searchWithAnyClient)
    {
        #region scope
        using (var scope = RerankScope.Begin(new RerankHints { QueryText = "a warm winter jacket for men" }))
        {
            await searchWithAnyClient();
            Console.WriteLine(scope.LastVerdict);
        }
        #endregion
    }

    public static TwinBertHandler Options(Action<string> log)
    {
        #region handler-options
        var handler = new TwinBertHandler(new TwinBertHandlerOptions
        {
            Hints = new RerankHints { Window = 200 },
            OnVerdict = observation => log($"{observation.Url?.AbsolutePath}: {observation.Verdict}"),
        });
        #endregion
        return handler;
    }
}
