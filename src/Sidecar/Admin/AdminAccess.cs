using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using TwinBert.Configuration;

namespace TwinBert.Sidecar.Admin;

/// <summary>Who may look at the sidecar and switch it. Thread-safe.</summary>
internal sealed class AdminAccess(AdminOptions options)
{
    private const string Scheme = "Bearer ";
    private readonly byte[]? _token = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    /// <summary>Whether a request came to the admin surface's own listener.</summary>
    public static bool IsOwnListener(HttpContext context) => context.Features.Get<AdminListener>() is not null;

    /// <summary>Why a request may not have what it asks for; <see langword="null"/> where it may.</summary>
    /// <param name="context">The request.</param>
    /// <param name="switches">Whether it changes something.</param>
    public AdminRefusal? FindRefusal(HttpContext context, bool switches)
    {
        if (options.Listen is not null && !IsOwnListener(context))
        {
            return new(
                StatusCodes.Status404NotFound, "resource_not_found_exception", "There is no such path here: ask for health/live or health/ready.");
        }

        if (_token is not null)
        {
            return HasToken(context.Request.Headers.Authorization.ToString())
                ? null
                : new(StatusCodes.Status401Unauthorized, "security_exception", "This needs the token of Admin:Token, as Authorization: Bearer TOKEN.");
        }

        return switches && options.Listen is null
            ? new(
                StatusCodes.Status403Forbidden,
                "security_exception",
                "Nobody may switch this sidecar: set Admin:Token in TwinBert's configuration, or give these paths a listener of their own with "
                    + "Admin:Listen.")
            : null;
    }

    // Of hashes, so that the time it takes tells nothing, not even a length.
    private bool HasToken(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())), _token);
}

/// <summary>Why a request may not have what it asks for.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">The error's name.</param>
/// <param name="Reason">One sentence with the remedy.</param>
internal sealed record AdminRefusal(int Status, string Type, string Reason);
