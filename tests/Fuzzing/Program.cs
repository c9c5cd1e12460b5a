using SharpFuzz;
using TwinBert.Fuzzing;
using TwinBert.Fuzzing.Targets;

if (args is not [var name, .. var files] || !FuzzTargets.ByName.TryGetValue(name, out var target))
{
    await Console.Error.WriteLineAsync(
        $"Usage: TwinBert.Fuzzing TARGET [FILE ...], under afl-fuzz without files (eng/fuzz.sh). Targets: {string.Join(", ", FuzzTargets.ByName.Keys)}.");
    return 2;
}

if (files.Length == 0)
{
    Fuzzer.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        target(input.ToArray());
    });
    return 0;
}

foreach (var file in files)
{
    try
    {
        target(await File.ReadAllBytesAsync(file));
    }
    catch (FuzzFindingException e)
    {
        await Console.Error.WriteLineAsync($"{file}: {e.Message}");
        return 1;
    }
}

return 0;
