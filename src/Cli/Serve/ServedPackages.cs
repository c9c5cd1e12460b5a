using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Model.Encoding;
using TwinBert.Model.Packaging;
using TwinBert.Model.Serving;
using TwinBert.Sidecar.Hosting;

namespace TwinBert.Cli.Serve;

/// <summary>
/// The models in use. One that two configurations have, the one in use and the one that takes its place, is loaded once and keeps its cache; each goes when no
/// configuration needs it any more. Thread-safe.
/// </summary>
/// <param name="loggers">Where what they serve in is logged.</param>
internal sealed class ServedPackages(ILoggerFactory loggers) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Use> _uses = [];

    /// <summary>Loads what a configuration needs; throws when that cannot be used. What it gives is given back by its <c>Released</c>.</summary>
    public SidecarSettings Take(TwinBertOptions options)
    {
        var packages = new ModelPackages(options);
        var taken = new List<Key>();
        try
        {
            return new()
            {
                Options = options,
                Model = Serve(packages.Default),
                ModelsByName = options.ModelsOfIndices().ToDictionary(name => name, name => Serve(packages.Named(name))),
                Logging = logging => logging.Services.AddSingleton(loggers),
                ExportsTelemetry = true,
                Released = () => Return(taken),
            };
        }
        catch
        {
            Return(taken);
            throw;
        }

        ServedModel Serve(ModelPackage package)
        {
            var key = KeyOf(package, options.Limits.QueryCacheEntries);
            var served = Take(key, package);
            taken.Add(key);
            return served;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var use in _uses.Values)
            {
                use.Loaded.Dispose();
            }

            _uses.Clear();
        }
    }

    private ServedModel Take(Key key, ModelPackage package)
    {
        lock (_lock)
        {
            if (!_uses.TryGetValue(key, out var use))
            {
                var loaded = LoadedModel.Load(package, new OnnxModelOptions());
                _uses[key] = use = new(loaded, loaded.Onnx.Serve(key.CachedQueries));
            }

            use.Count++;
            return use.Served;
        }
    }

    private void Return(List<Key> taken)
    {
        lock (_lock)
        {
            foreach (var key in taken)
            {
                if (_uses.TryGetValue(key, out var use) && --use.Count == 0)
                {
                    _uses.Remove(key);
                    use.Loaded.Dispose();
                }
            }

            taken.Clear();
        }
    }

    // The weight of the blend, which the fingerprints do not tell, is in the manifest.
    private static Key KeyOf(ModelPackage package, int cachedQueries) => new(
        (package.Fingerprint, package.QueryFingerprint),
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(package.Folder, ModelLocator.Manifest)))),
        cachedQueries);

    private readonly record struct Key((ModelFingerprint Documents, QueryFingerprint Queries) Towers, string Manifest, int CachedQueries);

    private sealed class Use(LoadedModel loaded, ServedModel served)
    {
        public LoadedModel Loaded => loaded;

        public ServedModel Served => served;

        public int Count { get; set; }
    }
}
