namespace TwinBert.Deploy.Tests.Running;

/// <summary>
/// Whether the programs are here that tests run; with <c>TWINBERT_REQUIRE_DEPLOY_TOOLS=1</c> a test fails on the absence of one instead of being skipped.
/// </summary>
public static class ToolAvailability
{
    internal const string Remedy = "It is not on the path: eng/install-deploy-tools.sh installs it.";

    /// <summary>Whether to run tests with Helm.</summary>
    public static bool Helm => IsRequired || Tool.IsOnThePath("helm");

    /// <summary>Whether to run tests with Prometheus' tool.</summary>
    public static bool Promtool => IsRequired || Tool.IsOnThePath("promtool");

    /// <summary>Whether to run tests with systemd's tool.</summary>
    public static bool Systemd => IsRequired || Tool.IsOnThePath("systemd-analyze");

    private static bool IsRequired => Environment.GetEnvironmentVariable("TWINBERT_REQUIRE_DEPLOY_TOOLS") == "1";
}
