using TorchSharp;
using TorchSharp.Modules;
using TwinBert.Training.Files;
using TwinBert.Training.Loop;
using TwinBert.Training.Modules;
using static TorchSharp.torch;

namespace TwinBert.Training.Runs;

/// <summary>
/// Trains: AdamW with warm-up and linear decay, clipped gradients, evaluations with early stopping, and checkpoints from which a run goes on as
/// if it had never stopped.
/// </summary>
/// <param name="parameters">What to train.</param>
/// <param name="settings">How.</param>
/// <param name="folder">Where the run's files go.</param>
/// <param name="progress">Is told after every step.</param>
/// <param name="time">The clock.</param>
internal sealed class TrainingLoop(ParameterSet parameters, TrainingSettings settings, RunFolder folder, ITrainingProgress progress, TimeProvider time)
{
    private const double Smoothing = 0.98;
    private const int PointEvery = 50;

    /// <summary>Trains to the end, or until it is cancelled; then a checkpoint is written.</summary>
    /// <param name="task">What to learn.</param>
    /// <param name="cancellationToken">Stops after the step that runs.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the checkpoint is complete.</exception>
    public TrainingState Run(ITrainingTask task, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Path);
        manual_seed(settings.Seed);
        using var optimizer = CreateOptimizer(out var factors);
        var state = folder.Resume(parameters, optimizer) ?? TrainingState.Start;
        var curve = state.Curve.ToList();
        var (saved, smooth) = (time.GetTimestamp(), double.NaN);
        while (!IsOver(state))
        {
            var rate = settings.LearningRate * LearningRate.Factor(state.Step, settings.Steps, settings.WarmUp);
            var started = time.GetTimestamp();
            var loss = Step(task, optimizer, factors, state.Step, rate);
            state = state with
            {
                Step = state.Step + 1,
                Seconds = state.Seconds + time.GetElapsedTime(started).TotalSeconds,
                LossSum = state.LossSum + loss,
                LossCount = state.LossCount + 1,
            };
            smooth = double.IsNaN(smooth) ? loss : (Smoothing * smooth) + ((1 - Smoothing) * loss);
            progress.Stepped(state.Step, settings.Steps, smooth, rate);
            if (state.Step % settings.EvaluateEvery == 0 || state.Step == settings.Steps)
            {
                state = Evaluate(task, state);
            }

            var isOver = IsOver(state);
            if (state.Step % PointEvery == 0 || state.LastDev is not null || isOver)
            {
                curve.Add(new(state.Step, state.LossSum / state.LossCount, rate, state.LastDev));
                state = state with { LastDev = null, LossSum = 0, LossCount = 0 };
            }

            if (cancellationToken.IsCancellationRequested || isOver || time.GetElapsedTime(saved) >= settings.CheckpointEvery)
            {
                folder.SaveCheckpoint(parameters, optimizer, state with { Curve = [.. curve] });
                saved = time.GetTimestamp();
            }

            if (!isOver)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        folder.SaveLast(parameters);
        return state with { Curve = curve };
    }

    private bool IsOver(TrainingState state) => state.Step >= settings.Steps || (settings.Patience > 0 && state.WithoutBetter >= settings.Patience);

    private double Step(ITrainingTask task, AdamW optimizer, double[] factors, int step, double rate)
    {
        var groups = optimizer.ParamGroups.ToArray();
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i].LearningRate = rate * factors[i];
        }

        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var total = 0.0;
        foreach (var loss in task.Losses(step))
        {
            loss.backward();
            total += loss.ToDouble();
            loss.Dispose();
        }

        if (!double.IsFinite(total))
        {
            throw new TrainingException($"The loss is {total} at step {step}: lower the learning rate ({settings.LearningRate}) or check the data.");
        }

        nn.utils.clip_grad_norm_([.. parameters.Trained], settings.Clip);
        optimizer.step();
        return total;
    }

    private TrainingState Evaluate(ITrainingTask task, TrainingState state)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        if (task.Evaluate() is not { } dev)
        {
            return state;
        }

        var isBest = state.BestDev is not { } best || dev > best;
        if (isBest)
        {
            folder.SaveBest(parameters);
        }

        progress.Evaluated(new(state.Step, 0, 0, dev), isBest);
        return state with { LastDev = dev, BestDev = isBest ? dev : state.BestDev, WithoutBetter = isBest ? 0 : state.WithoutBetter + 1 };
    }

    private AdamW CreateOptimizer(out double[] factors)
    {
        var grouped = parameters.All.Where(entry => entry.Value.requires_grad)
            .GroupBy(entry => (Factor: Factor(entry.Key), Decays: entry.Value.dim() > 1))
            .ToArray();
        factors = [.. grouped.Select(group => group.Key.Factor)];
        return optim.AdamW(
            grouped.Select(group => new AdamW.ParamGroup(group.Select(entry => entry.Value), new() { weight_decay = group.Key.Decays
                ? settings.WeightDecay
                : 0 })),
            settings.LearningRate);
    }

    private double Factor(string name) =>
        settings.RateFactors.Where(rule => name.Contains(rule.NamePart, StringComparison.Ordinal)).Select(rule => rule.Factor).FirstOrDefault(1);
}
