using System.Text.Json;
using TwinBert.Evaluation.Beir;
using TwinBert.TestKit;
using Xunit;

namespace TwinBert.Evaluation.Tests.Catalogue;

public sealed class CatalogueTests
{
    private readonly BeirDataset _catalogue = BeirDataset.Open(RepositoryFolder.PathOf("samples", "catalogue"));

    [Fact]
    public void Catalogue_Whole_HasTheProductsAndQueriesItPromises()
    {
        // Reading to the end also checks that ids are unique and that every judged product is there.
        Assert.Equal(352, _catalogue.ReadCorpus().Count());
        Assert.Equal(59, _catalogue.Queries.Count);
        Assert.Equal(360, _catalogue.Queries.Sum(query => query.Grades.Count));
    }

    [Fact]
    public void Catalogue_EveryQuery_HasAWantedProductAndANearMiss() => Assert.All(_catalogue.Queries, query =>
    {
        Assert.All(query.Grades.Values, grade => Assert.InRange(grade, 0, 3));
        Assert.Contains(3, query.Grades.Values);
        Assert.Contains(0, query.Grades.Values);
    });

    [Fact]
    public void Catalogue_EveryProduct_HasTextAndMetadata()
    {
        var skus = new HashSet<string>();
        Assert.All(_catalogue.ReadCorpus(), product =>
        {
            using var json = JsonDocument.Parse(product.Json);
            var metadata = json.RootElement.GetProperty("metadata");
            Assert.NotEmpty(product.Title);
            Assert.True(product.Text.Length >= 20, product.Id);
            Assert.True(skus.Add(metadata.GetProperty("sku").GetString()!), product.Id);
            Assert.NotEmpty(metadata.GetProperty("brand").GetString()!);
            Assert.NotEmpty(metadata.GetProperty("department").GetString()!);
            Assert.NotEmpty(metadata.GetProperty("category").GetString()!);
            Assert.True(metadata.GetProperty("price").GetDouble() > 0, product.Id);
        });
    }

    [Fact]
    public void Catalogue_Texts_AreAllDifferent()
    {
        var products = _catalogue.ReadCorpus().ToList();
        Assert.Equal(products.Count, products.Select(product => product.Title).Distinct().Count());
        Assert.Equal(products.Count, products.Select(product => product.Text).Distinct().Count());
    }
}
