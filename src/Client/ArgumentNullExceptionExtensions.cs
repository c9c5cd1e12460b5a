#if !NET
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TwinBert.Client;

/// <summary>What later frameworks have, for the packages that also serve earlier ones.</summary>
internal static class ArgumentNullExceptionExtensions
{
    extension(ArgumentNullException)
    {
        /// <summary>Throws when an argument is <see langword="null"/>.</summary>
        /// <param name="argument">The argument.</param>
        /// <param name="name">Its name; the compiler gives it.</param>
        public static void ThrowIfNull([NotNull] object? argument, [CallerArgumentExpression(nameof(argument))] string? name = null)
        {
            if (argument is null)
            {
                throw new ArgumentNullException(name);
            }
        }
    }
}
#endif
