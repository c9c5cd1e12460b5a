using System.CommandLine;

namespace TwinBert.Training.Commands;

/// <summary>The ranges of options.</summary>
internal static class Bounds
{
    /// <summary>A whole number from a least one on.</summary>
    public static void AtLeast(this Option<int> option, int least) => Refuse(option, value => value < least, $"{option.Name} is {least} or more.");

    /// <summary>The same, where none may be given.</summary>
    public static void AtLeast(this Option<int?> option, int least) => Refuse(option, value => value < least, $"{option.Name} is {least} or more.");

    /// <summary>A number above 0.</summary>
    public static void Positive(this Option<double> option) =>
        Refuse(option, value => value is not (> 0 and < double.PositiveInfinity), $"{option.Name} is above 0.");

    /// <summary>The same, where none may be given.</summary>
    public static void Positive(this Option<double?> option) =>
        Refuse(option, value => value is not (null or (> 0 and < double.PositiveInfinity)), $"{option.Name} is above 0.");

    /// <summary>0 or more, where none may be given.</summary>
    public static void NotNegative(this Option<double?> option) =>
        Refuse(option, value => value is not (null or (>= 0 and < double.PositiveInfinity)), $"{option.Name} is 0 or more.");

    /// <summary>0 or more.</summary>
    public static void NotNegative(this Option<double> option) =>
        Refuse(option, value => value is not (>= 0 and < double.PositiveInfinity), $"{option.Name} is 0 or more.");

    private static void Refuse<T>(Option<T> option, Func<T?, bool> isWrong, string message) => option.Validators.Add(result =>
    {
        if (isWrong(result.GetValueOrDefault<T>()))
        {
            result.AddError(message);
        }
    });
}
