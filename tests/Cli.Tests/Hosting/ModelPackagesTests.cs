using TwinBert.Cli.Hosting;
using TwinBert.Configuration;
using TwinBert.Inference;
using TwinBert.Terminal;
using TwinBert.TestKit.Models;
using Xunit;

namespace TwinBert.Cli.Tests.Hosting;

public sealed class ModelPackagesTests
{
    [Fact]
    public void Of_OneFolderUnderSeveralNames_IsReadAndLoadedOnce()
    {
        using var model = TinyModel.Create();
        var folder = model.Package.Folder;
        var packages = new ModelPackages(new TwinBertOptions { Model = folder });
        using var loaded = new LoadedModels(new OnnxModelOptions());

        var package = packages.Of(new IndexOptions { Model = folder + Path.DirectorySeparatorChar });

        Assert.Same(packages.Default, package);
        Assert.Same(package, packages.Of(new IndexOptions()));
        Assert.Same(package, packages.With(package.Fingerprint));
        Assert.Same(loaded.Of(packages.Default), loaded.Of(package));
    }

    [Fact]
    public void Of_NoSuchFolder_NamesEverySettingThatNamesIt()
    {
        var options = new TwinBertOptions
        {
            Indices = { ["a"] = new() { Model = "models/none" }, ["b*"] = new() { Model = "models/none" }, ["c"] = new() { Model = "models/others" } },
        };

        var thrown = Assert.Throws<UnusableInputException>(() => new ModelPackages(options).Of(options.Indices["b*"]));

        Assert.StartsWith("Indices:a:Model, Indices:b*:Model: ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("models/none", thrown.Message, StringComparison.Ordinal);
    }
}
