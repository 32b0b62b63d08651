using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>What the shape functions of this folder share, with the messages of TensorFlow's <c>InferenceContext</c>.</summary>
internal static class ArrayShapes
{
    /// <summary>The shape of the first input, and what it stands for if it is a handle.</summary>
    public static void Unchanged(ShapeContext c)
    {
        c.SetOutput(0, c.Input(0));
        PassHandle(c, 0, 0);
    }

    /// <summary>What a resource input stands for, its output stands for too.</summary>
    public static void PassHandle(ShapeContext c, int input, int output)
    {
        if (c.InputHandle(input) is { } handle) c.SetOutputHandle(output, handle);
    }

    /// <summary>Dimensions from start to end, negative ones counted from the end (<c>Subshape</c>).</summary>
    public static Shape Subshape(Shape shape, long start, long end = long.MaxValue)
    {
        if (start == 0 && end == long.MaxValue) return shape;
        if (!shape.HasRank) return Shape.Unknown;
        var (from, to) = (System.Math.Min(start, shape.Rank), System.Math.Min(end, shape.Rank));
        if (from < 0) from += shape.Rank;
        if (from < 0) throw new InvalidArgumentError($"Subshape start out of bounds: {start}, for shape with rank {shape.Rank}");
        if (to < 0) to += shape.Rank;
        if (to < 0) throw new InvalidArgumentError($"Subshape end out of bounds: {end}, for shape with rank {shape.Rank}");
        if (from > to)
            throw new InvalidArgumentError($"Subshape must have computed start <= end, but is {from} and {to} (computed from start {start} and end {end} over "
                + $"shape with rank {shape.Rank})");
        return shape[(int)from..(int)to];
    }

    /// <summary>A difference of dimensions (<c>Subtract</c>).</summary>
    public static long Subtract(long a, long b)
    {
        if (b == 0) return a;
        if (a < 0 || b < 0) return -1;
        return a >= b ? a - b : throw new InvalidArgumentError($"Negative dimension size caused by subtracting {b} from {a}");
    }

    /// <summary>A quotient of dimensions that must be whole (<c>Divide</c>).</summary>
    public static long Divide(long dim, long divisor)
    {
        if (dim < 0 || divisor == 1) return dim;
        if (divisor <= 0) throw new InvalidArgumentError($"Divisor must be positive but is {divisor}");
        return dim % divisor == 0 ? dim / divisor : throw new InvalidArgumentError($"Dimension size must be evenly divisible by {divisor} but is {dim}");
    }

    /// <summary>Runs a check; what it throws is told where it happened, as <c>TF_RETURN_WITH_CONTEXT_IF_ERROR</c> does.</summary>
    public static T Told<T>(string where, Func<T> check)
    {
        try
        {
            return check();
        }
        catch (InvalidArgumentError e)
        {
            throw new InvalidArgumentError($"{e.Message}\n\t{where}");
        }
    }

    /// <summary>An axis input that counts from the end if negative; -1 while it is not known (<c>MakeDimForScalarInputWithNegativeIndexing</c>).</summary>
    public static long AxisInput(ShapeContext c, int index, int rank)
    {
        if (c.InputTensor(index) is not { } axis) return -1;
        if (axis.Rank != 0) throw new InvalidArgumentError($"Input must be scalar but has rank {axis.Rank}");
        var value = Elements.Integer(axis);
        if (rank < 0) return value < 0 ? -1 : value;
        if (value < -rank || value >= rank) throw new InvalidArgumentError($"Dimension size, given by scalar input {value} must be in range [-{rank}, {rank})");
        return value < 0 ? value + rank : value;
    }

    /// <summary>The <c>axis</c> attribute of Pack and Unpack, counted from the front.</summary>
    public static int AxisAttribute(ShapeContext c, int rank)
    {
        var axis = c.Attrs.Int("axis");
        if (axis < -rank || axis >= rank) throw new InvalidArgumentError($"Invalid axis: {axis}; must be in [{-rank},{rank})");
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>A constant integer vector input, or null while it is not known.</summary>
    public static long[]? Integers(ShapeContext c, int index) => c.InputTensor(index) is { } value ? Elements.Integers(value) : null;
}
