using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.Sparse;

/// <summary>Differences, intersections and unions of the sets that the rows of two arrays are, each as a sorted row of a sparse result (<c>tf.sets</c>).</summary>
internal sealed class DenseToDenseSetOperation : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("DenseToDenseSetOperation")
        .Input("set1: T").Input("set2: T").Output("result_indices: int64").Output("result_values: T").Output("result_shape: int64")
        .Attr("set_operation: string").Attr("validate_indices: bool = true").Attr("T: {int8, int16, int32, int64, uint8, uint16, string}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        var (a, b) = (c.Input(0), c.Input(1));
        if ((a.HasRank && a.Rank < 2) || (b.HasRank && b.Rank < 2)) throw new InvalidArgumentError($"Input rank {(a.HasRank && a.Rank < 2 ? a.Rank : b.Rank)} < 2.");
        if (a.HasRank && b.HasRank && a.Rank != b.Rank) throw new InvalidArgumentError($"Ranks do not match: {a.Rank} vs. {b.Rank}");
        var rank = a.HasRank ? a.Rank : b.Rank;
        c.SetOutput(0, new Shape(-1, rank));
        c.SetOutput(1, new Shape(-1));
        c.SetOutput(2, new Shape(rank));
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var operation = node.Str("set_operation");
        if (operation.ToLowerInvariant() is not ("a-b" or "b-a" or "intersection" or "union")) throw new InvalidArgumentError($"Invalid set_operation {operation}.");
        return new FunctionKernel(c =>
        {
            var (a, b) = (c.Input(0), c.Input(1));
            if (a.Rank < 2 || b.Rank < 2) throw new InvalidArgumentError($"Input rank {System.Math.Min(a.Rank, b.Rank)} < 2.");
            if (!a.Dims[..^1].SequenceEqual(b.Dims[..^1])) throw new InvalidArgumentError($"Mismatched group dims {a.Shape.ToDebugString()} and {b.Shape.ToDebugString()}.");
            Elements.Run(a, b, new Loop(c, a.Dims.ToArray(), (int)b.Dims[^1], operation.ToLowerInvariant()));
        });
    }

    private readonly struct Loop(KernelContext c, long[] dims, int columns, string operation) : IElementLoop
    {
        public void Run<T>(ReadOnlySpan<T> source, Span<T> target)
        {
            var width = (int)dims[^1];
            var rows = 1;
            foreach (var d in dims[..^1]) rows = checked(rows * (int)d);
            var (places, values, longest) = (new List<long>(), new List<T>(), 0);
            for (var row = 0; row < rows; row++)
            {
                var result = Combined<T>(source.Slice(row * width, width), target.Slice(row * columns, columns));
                longest = System.Math.Max(longest, result.Count);
                foreach (var (at, value) in result.Index())
                {
                    AddPlace(places, row, at);
                    values.Add(value);
                }
            }
            Elements.WriteIntegers(c.Allocate(0, DType.Int64, values.Count, dims.Length), places.ToArray());
            values.CopyTo((T[])c.Allocate(1, c.Input(0).DType, values.Count).Buffer.Data);
            Elements.WriteIntegers(c.Allocate(2, DType.Int64, dims.Length), [.. dims[..^1], longest]);
        }

        private SortedSet<T> Combined<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        {
            var order = typeof(T) == typeof(byte[]) ? (IComparer<T>)(object)Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y)) : Comparer<T>.Default;
            var (left, right) = (new SortedSet<T>(a.ToArray(), order), new SortedSet<T>(b.ToArray(), order));
            if (operation == "b-a") (left, right) = (right, left);
            switch (operation)
            {
                case "union": left.UnionWith(right); break;
                case "intersection": left.IntersectWith(right); break;
                default: left.ExceptWith(right); break;
            }
            return left;
        }

        private void AddPlace(List<long> places, long row, int at)
        {
            var first = places.Count;
            for (var d = dims.Length - 2; d >= 0; d--)
            {
                places.Insert(first, row % dims[d]);
                row /= dims[d];
            }
            places.Add(at);
        }
    }
}
