using System.CommandLine;

namespace TwinBert.Terminal;

/// <summary>The ranges of options: a value outside of one is refused before the command runs.</summary>
public static class Bounds
{
    /// <summary>A whole number from a least one on.</summary>
    public static void AtLeast(this Option<int> option, int least) => option.Refuse(value => value < least, $"{option.Name} is {least} or more.");

    /// <summary>The same, where none may be given.</summary>
    public static void AtLeast(this Option<int?> option, int least) => option.Refuse(value => value < least, $"{option.Name} is {least} or more.");

    /// <summary>A number above 0.</summary>
    public static void Positive(this Option<double> option) =>
        option.Refuse(value => value is not (> 0 and < double.PositiveInfinity), $"{option.Name} is above 0.");

    /// <summary>The same, where none may be given.</summary>
    public static void Positive(this Option<double?> option) =>
        option.Refuse(value => value is not (null or (> 0 and < double.PositiveInfinity)), $"{option.Name} is above 0.");

    /// <summary>0 or more, where none may be given.</summary>
    public static void NotNegative(this Option<double?> option) =>
        option.Refuse(value => value is not (null or (>= 0 and < double.PositiveInfinity)), $"{option.Name} is 0 or more.");

    /// <summary>0 or more.</summary>
    public static void NotNegative(this Option<double> option) =>
        option.Refuse(value => value is not (>= 0 and < double.PositiveInfinity), $"{option.Name} is 0 or more.");

    /// <summary>Any other range.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isWrong">Whether a value is outside of it.</param>
    /// <param name="message">What the user is told then.</param>
    public static void Refuse<T>(this Option<T> option, Func<T?, bool> isWrong, string message) => option.Validators.Add(result =>
    {
        if (isWrong(result.GetValueOrDefault<T>()))
        {
            result.AddError(message);
        }
    });
}
