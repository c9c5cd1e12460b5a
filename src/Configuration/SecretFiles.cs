namespace TwinBert.Configuration;

/// <summary>Puts the content of files in the place of the secrets that they hold, as orchestrators mount them. A line end behind it is none of it.</summary>
internal static class SecretFiles
{
    public static TwinBertOptions Read(TwinBertOptions options, ICollection<ConfigurationError> errors) => options with
    {
        Admin = options.Admin with { Token = Of(options.Admin.Token, options.Admin.TokenFile, "Admin:Token", errors) },
        Tls = options.Tls with { Password = Of(options.Tls.Password, options.Tls.PasswordFile, "Tls:Password", errors) },
        Upstream = options.Upstream with
        {
            Password = Of(options.Upstream.Password, options.Upstream.PasswordFile, "Upstream:Password", errors),
            ClientKeyPassword = Of(
                options.Upstream.ClientKeyPassword, options.Upstream.ClientKeyPasswordFile, "Upstream:ClientKeyPassword", errors),
            ApiKey = Of(options.Upstream.ApiKey, options.Upstream.ApiKeyFile, "Upstream:ApiKey", errors),
        },
    };

    private static string? Of(string? secret, string? file, string name, ICollection<ConfigurationError> errors)
    {
        if (file is null)
        {
            return secret;
        }

        if (secret is not null)
        {
            errors.Add(new(name, $"Give {name} or {name}File, not both."));
            return secret;
        }

        try
        {
            var text = File.ReadAllText(file).TrimEnd('\r', '\n');
            if (text.Length > 0)
            {
                return text;
            }

            errors.Add(new(name + "File", $"The file '{file}' is empty."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new(name + "File", $"The file '{file}' cannot be read: {e.Message}"));
        }

        return null;
    }
}
