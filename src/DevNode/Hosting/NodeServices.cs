using TwinBert.DevNode.Documents;
using TwinBert.DevNode.Http;
using TwinBert.DevNode.Indexing;
using TwinBert.DevNode.Indices;
using TwinBert.DevNode.Mappings;
using TwinBert.DevNode.Rest;
using TwinBert.DevNode.Searching;
using TwinBert.Lexical.Analysis;

namespace TwinBert.DevNode.Hosting;

/// <summary>A node's parts, put together.</summary>
internal sealed class NodeServices : IDisposable
{
    private readonly IndexCatalog _catalog;
    private readonly SearchContexts _contexts;

    public NodeServices(DevNodeOptions options, Random random, Func<string> address)
    {
        var time = options.TimeProvider;
        var analyzers = new BuiltInAnalyzers();
        var types = new FieldTypes(analyzers);
        var identifiers = new IdentifierSource(random);
        var services = new IndexServices(analyzers, new MappingReader(types), new DynamicFields(types), new MemoryBudget(options.MaxDocumentBytes), time);
        _catalog = new IndexCatalog(services, identifiers);
        _contexts = new SearchContexts(identifiers, time);
        var executor = new SearchExecutor(analyzers, time);
        var searches = new SearchRoutes(_catalog, executor, _contexts, time);
        Router = new Router(
        [
            .. new ClusterRoutes(_catalog, new NodeIdentity(identifiers.Next(), identifiers.Next(), address)).Routes,
            .. new IndexRoutes(_catalog).Routes,
            .. new MappingRoutes(_catalog).Routes,
            .. new AliasRoutes(_catalog).Routes,
            .. new StatsRoutes(_catalog).Routes,
            .. new ResolveRoutes(_catalog).Routes,
            .. new BulkRoutes(new BulkExecutor(_catalog, identifiers), time).Routes,
            .. new DocumentRoutes(_catalog, identifiers).Routes,
            .. new ReadRoutes(_catalog).Routes,
            .. searches.Routes,
            .. new MultiSearchRoutes(searches, time).Routes,
            .. new ScrollRoutes(_catalog, executor, _contexts, time).Routes,
            .. new CatRoutes(_catalog).Routes,
            .. new AnalyzeRoutes(_catalog, analyzers).Routes,
        ]);
    }

    public Router Router { get; }

    public void Dispose()
    {
        _contexts.Dispose();
        _catalog.Dispose();
    }
}
