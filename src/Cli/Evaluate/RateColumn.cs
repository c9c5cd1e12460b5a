using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace TwinBert.Cli.Evaluate;

/// <summary>Shows how many items a second a task gets through.</summary>
internal sealed class RateColumn : ProgressColumn
{
    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } speed && double.IsFinite(speed) ? string.Create(CultureInfo.InvariantCulture, $"{speed:0.#}/s") : "");
}
