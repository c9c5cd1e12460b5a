using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace TwinBert.Deploy.Tests.Charts;

/// <summary>The kinds of the Kubernetes API, as its client for .NET has them.</summary>
internal static class KubernetesTypes
{
    // The Prometheus operator's own kinds are no part of Kubernetes.
    private const string OfTheOperator = "monitoring.coreos.com/v1";

    private static readonly Dictionary<string, Type> Types = new()
    {
        ["ConfigMap"] = typeof(V1ConfigMap),
        ["Deployment"] = typeof(V1Deployment),
        ["HorizontalPodAutoscaler"] = typeof(V2HorizontalPodAutoscaler),
        ["NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["Pod"] = typeof(V1Pod),
        ["PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["Service"] = typeof(V1Service),
        ["ServiceAccount"] = typeof(V1ServiceAccount),
    };

    private static readonly JsonSerializerOptions Strict = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new IntOrStringJsonConverter(), new ResourceQuantityJsonConverter() },
    };

    /// <summary>Throws where an object has a member that its kind has not, or a value of another type.</summary>
    public static void Check(JsonObject one)
    {
        if (one["apiVersion"].Text() != OfTheOperator)
        {
            _ = one.Deserialize(Types[one["kind"].Text()], Strict);
        }
    }
}
