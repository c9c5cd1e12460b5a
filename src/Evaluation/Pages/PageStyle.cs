namespace TwinBert.Evaluation.Pages;

/// <summary>How an evaluation's page looks.</summary>
internal static class PageStyle
{
    // The queries are in the order of the worst; the other order is the same list from its end.
    public const string Css = """
        :root { color-scheme: light; font: 15px/1.45 system-ui, sans-serif; color: #1c2126; background: #fff; }
        body { margin: 2rem auto; max-width: 84rem; padding: 0 1.5rem; }
        h1 { font-size: 1.6rem; margin: 0 0 1rem; }
        h2 { font-size: 1.2rem; margin: 2rem 0 .3rem; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; }
        th, td { padding: .2rem .55rem; text-align: left; vertical-align: top; border-bottom: 1px solid #e3e7eb; }
        thead th { font-weight: 500; color: #5a6672; font-size: .85rem; }
        tbody th { font-weight: 400; }
        .figures td { text-align: right; white-space: nowrap; }
        .shown th, .shown td { background: #eef4fb; font-weight: 600; }
        .advice { background: #eef4fb; border-left: 4px solid #2a6db8; padding: .6rem .9rem; }
        .warning { background: #fdf5e4; border-left: 4px solid #c78a12; padding: .6rem .9rem; }
        label { margin-right: 1.2rem; }
        .queries { display: flex; flex-direction: column; }
        #best:checked ~ .queries { flex-direction: column-reverse; }
        details { border: 1px solid #d9dfe5; border-radius: 6px; margin: .4rem 0; padding: .5rem .9rem; }
        summary { cursor: pointer; }
        summary small { color: #5a6672; margin-left: .5rem; }
        .pages { display: grid; grid-template-columns: minmax(0, 4fr) minmax(0, 5fr); gap: 1.5rem; }
        .pages table { width: 100%; align-self: start; }
        .pages td:last-child { white-space: nowrap; text-align: right; }
        .pages td:nth-child(2) { white-space: nowrap; }
        .pages th:last-child { text-align: right; }
        .pages td:nth-child(4) { overflow-wrap: anywhere; }
        .better, .up { color: #1a7f37; }
        .worse, .down { color: #b3261e; }
        .better, .worse { font-weight: 600; }
        .up::before { content: "▲ "; font-size: .7em; }
        .down::before { content: "▼ "; font-size: .7em; }
        .grade { display: inline-block; min-width: 1.4em; text-align: center; border-radius: 4px; }
        .g0 { background: #f6d5d2; } .g1 { background: #fbeecb; } .g2 { background: #dff0d0; } .g3 { background: #aedfb4; }
        .unjudged { border: 1px dashed #9aa5b1; color: #5a6672; }
        @media (max-width: 60rem) { .pages { grid-template-columns: minmax(0, 1fr); } }
        """;
}
