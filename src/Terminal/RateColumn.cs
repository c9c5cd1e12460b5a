using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TwinBert.Terminal;

/// <summary>Shows how many items a second a task gets through.</summary>
public sealed class RateColumn : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } speed && double.IsFinite(speed) ? string.Create(CultureInfo.InvariantCulture, $"{speed:0.#}/s") : "");
}
