using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The gradient of the two sums, <see cref="Add"/> and <see cref="AddV2"/>.</summary>
internal static class Sums
{
    public static readonly Gradient Gradient = g =>
    {
        var (x, y) = (g.Inputs[0], g.Inputs[1]);
        if (BroadcastGradients.AreEqual(x, y, g.First)) return [g.First, g.First];
        var back = BroadcastGradients.Known(x, y, g.First);
        var left = back.X.Fit(g.First);
        return [left, back.Y.Fit(g.First)];
    };
}
