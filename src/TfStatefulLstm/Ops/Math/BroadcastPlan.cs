using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>How the elements of two arrays meet under NumPy's broadcasting. Neighbouring dimensions that both step through alike are one;
/// the last is the row that a kernel runs along.</summary>
internal sealed class BroadcastPlan
{
    private readonly long[] _xDims;
    private readonly long[] _yDims;
    private readonly int[] _sizes;
    private readonly int[] _xSteps;
    private readonly int[] _ySteps;

    /// <exception cref="InvalidArgumentError">The shapes do not broadcast.</exception>
    public BroadcastPlan(ReadOnlySpan<long> xDims, ReadOnlySpan<long> yDims)
    {
        (_xDims, _yDims) = (xDims.ToArray(), yDims.ToArray());
        var rank = System.Math.Max(xDims.Length, yDims.Length);
        OutputDims = new long[rank];
        if (!IsPossible(xDims, yDims)) throw new InvalidArgumentError($"Incompatible shapes: {Shape.DebugString(xDims)} vs. {Shape.DebugString(yDims)}");
        var (sizes, xs, ys) = (new List<int>(), new List<bool>(), new List<bool>());
        for (var i = 0; i < rank; i++)
        {
            var x = i < rank - xDims.Length ? 1 : xDims[i - (rank - xDims.Length)];
            var y = i < rank - yDims.Length ? 1 : yDims[i - (rank - yDims.Length)];
            var size = OutputDims[i] = x == 1 ? y : x;
            if (size == 1) continue;
            if (sizes.Count > 0 && xs[^1] == (x != 1) && ys[^1] == (y != 1)) sizes[^1] = checked(sizes[^1] * (int)size);
            else
            {
                sizes.Add((int)size);
                xs.Add(x != 1);
                ys.Add(y != 1);
            }
        }
        _sizes = [.. sizes];
        _xSteps = Steps(sizes, xs);
        _ySteps = Steps(sizes, ys);
    }

    /// <summary>The dimensions of the result.</summary>
    public long[] OutputDims { get; }

    /// <summary>The number of elements that a row has.</summary>
    public int RowLength => _sizes.Length == 0 ? 1 : _sizes[^1];

    /// <summary>1 if a row runs through x, 0 if all its elements meet one element of x.</summary>
    public int XStep => _sizes.Length == 0 ? 1 : _xSteps[^1];

    /// <summary>The same for y.</summary>
    public int YStep => _sizes.Length == 0 ? 1 : _ySteps[^1];

    /// <summary>Whether arrays of these dimensions broadcast.</summary>
    public static bool IsPossible(ReadOnlySpan<long> xDims, ReadOnlySpan<long> yDims)
    {
        for (var i = 1; i <= System.Math.Min(xDims.Length, yDims.Length); i++)
            if (xDims[^i] != yDims[^i] && xDims[^i] != 1 && yDims[^i] != 1) return false;
        return true;
    }

    /// <summary>Whether the plan is for arrays of these dimensions.</summary>
    public bool Fits(ReadOnlySpan<long> xDims, ReadOnlySpan<long> yDims) => xDims.SequenceEqual(_xDims) && yDims.SequenceEqual(_yDims);

    /// <summary>The number of rows.</summary>
    public int Rows => OutputDims.Contains(0) ? 0 : NDArray.ElementCount(OutputDims) / RowLength;

    /// <summary>Where a row starts in x and y; the rows stand in the order of the output.</summary>
    public (int X, int Y) Row(int row)
    {
        var (x, y) = (0, 0);
        for (var i = _sizes.Length - 2; i >= 0 && row > 0; i--)
        {
            (row, var at) = System.Math.DivRem(row, _sizes[i]);
            x += at * _xSteps[i];
            y += at * _ySteps[i];
        }
        return (x, y);
    }

    private static int[] Steps(List<int> sizes, List<bool> moves)
    {
        var steps = new int[sizes.Count];
        var step = 1;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            if (!moves[i]) continue;
            steps[i] = step;
            step *= sizes[i];
        }
        return steps;
    }
}
