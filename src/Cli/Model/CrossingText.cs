using TwinBert.Model.Crossing;

namespace TwinBert.Cli.Model;

/// <summary>A crossing layer in a few words, for people.</summary>
internal static class CrossingText
{
    public static string Of(ICrossingLayer layer) => layer switch
    {
        ResidualCrossing residual => $"{layer.Name} ({(residual.Combiner == Combiner.Max ? "max" : "concatenation")}, inner size "
            + $"{residual.InnerSize}{Prior(residual.HasPrior)})",
        QueryNetCrossing queryNet => $"{layer.Name} ({queryNet.Units} units{Prior(queryNet.HasPrior)})",
        _ => layer.Name,
    };

    private static string Prior(bool hasPrior) => hasPrior ? ", with a similarity prior" : "";
}
