namespace TwinBert.Training.Ensembles;

/// <summary>A logistic regression: the logit of "relevant" as a weighted sum of features. Immutable and thread-safe.</summary>
/// <param name="Weights">A weight for each feature.</param>
/// <param name="Bias">The logit where all features are 0.</param>
internal sealed record LogisticFit(IReadOnlyList<double> Weights, double Bias)
{
    private const int Iterations = 50;
    private const double Ridge = 1;
    private const double Enough = 1e-10;

    /// <summary>The logit of a pair.</summary>
    public double Of(IReadOnlyList<double> features)
    {
        var logit = Bias;
        for (var i = 0; i < Weights.Count; i++)
        {
            logit += Weights[i] * features[i];
        }

        return logit;
    }

    /// <summary>
    /// Fits by Newton's method, which for this model is iteratively reweighted least squares (Hastie, Tibshirani and Friedman, section 4.4.1), with a
    /// slight ridge on the standardised features so that it ends where one feature tells the classes apart.
    /// </summary>
    /// <param name="rows">The features of each pair; at least one row.</param>
    /// <param name="labels">Whether it is relevant.</param>
    public static LogisticFit To(IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels)
    {
        var size = rows[0].Length;
        var means = Enumerable.Range(0, size).Select(f => rows.Average(row => row[f])).ToArray();
        var spreads = Enumerable.Range(0, size).Select(f => Spread(rows, f, means[f])).ToArray();
        var standard = rows.Select(row => (double[])[1, .. row.Select((value, f) => (value - means[f]) / spreads[f])]).ToArray();
        var fitted = Newton(standard, labels, size + 1);
        var weights = Enumerable.Range(0, size).Select(f => fitted[f + 1] / spreads[f]).ToArray();
        return new(weights, fitted[0] - weights.Zip(means, (weight, mean) => weight * mean).Sum());
    }

    private static double Spread(IReadOnlyList<double[]> rows, int feature, double mean)
    {
        var spread = Math.Sqrt(rows.Average(row => (row[feature] - mean) * (row[feature] - mean)));
        return spread > 0 ? spread : 1;
    }

    private static double[] Newton(double[][] rows, IReadOnlyList<bool> labels, int size)
    {
        var weights = new double[size];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var (gradient, curvature) = Derivatives(rows, labels, weights);
            var step = Solve(curvature, gradient);
            for (var i = 0; i < size; i++)
            {
                weights[i] += step[i];
            }

            if (step.Max(Math.Abs) < Enough)
            {
                break;
            }
        }

        return weights;
    }

    private static (double[] Gradient, double[][] Curvature) Derivatives(double[][] rows, IReadOnlyList<bool> labels, double[] weights)
    {
        var size = weights.Length;
        var gradient = weights.Select((weight, i) => i == 0 ? 0 : -Ridge * weight).ToArray();
        var curvature = Enumerable.Range(0, size).Select(i => new double[size]).ToArray();
        for (var i = 1; i < size; i++)
        {
            curvature[i][i] = Ridge;
        }

        for (var n = 0; n < rows.Length; n++)
        {
            var row = rows[n];
            var probability = 1 / (1 + Math.Exp(-row.Zip(weights, (value, weight) => value * weight).Sum()));
            var certainty = probability * (1 - probability);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += row[i] * ((labels[n] ? 1 : 0) - probability);
                for (var j = 0; j < size; j++)
                {
                    curvature[i][j] += certainty * row[i] * row[j];
                }
            }
        }

        return (gradient, curvature);
    }

    /// <summary>Gaussian elimination; the matrix is positive definite, so that no pivot is 0.</summary>
    private static double[] Solve(double[][] matrix, double[] right)
    {
        var size = right.Length;
        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var row = pivot + 1; row < size; row++)
            {
                var factor = matrix[row][pivot] / matrix[pivot][pivot];
                for (var column = pivot; column < size; column++)
                {
                    matrix[row][column] -= factor * matrix[pivot][column];
                }

                right[row] -= factor * right[pivot];
            }
        }

        var solution = new double[size];
        for (var row = size - 1; row >= 0; row--)
        {
            solution[row] = (right[row] - Enumerable.Range(row + 1, size - row - 1).Sum(column => matrix[row][column] * solution[column])) / matrix[row][row];
        }

        return solution;
    }
}
