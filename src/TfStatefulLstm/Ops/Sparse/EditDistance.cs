using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.Sparse;

/// <summary>How many insertions, deletions and substitutions lie between pairs of sequences, which are the innermost rows of two sparse tensors
/// (<c>tf.edit_distance</c>).</summary>
internal sealed class EditDistance : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("EditDistance")
        .Input("hypothesis_indices: int64").Input("hypothesis_values: T").Input("hypothesis_shape: int64")
        .Input("truth_indices: int64").Input("truth_values: T").Input("truth_shape: int64")
        .Output("output: float").Attr("normalize: bool = true").Attr("T: type");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(0, 2);
        c.WithRank(3, 2);
        c.SetOutput(0, Shape.Unknown);
        if (c.InputTensor(2) is not { } hypothesis || c.InputTensor(5) is not { } truth) return;
        if (hypothesis.Length != truth.Length)
            throw new InvalidArgumentError($"Num elements of hypothesis_shape does not match truth_shape: {hypothesis.Length} vs. {truth.Length}");
        c.SetOutput(0, new Shape(Larger(Elements.Integers(hypothesis), Elements.Integers(truth))));
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var normalize = node.Bool("normalize");
        return new FunctionKernel(c =>
        {
            var (hypothesis, truth) = (new Side("hypothesis", c, 0), new Side("truth", c, 3));
            if (truth.Shape.Length < 2)
                throw new InvalidArgumentError($"Input SparseTensors must have rank at least 2, but truth_shape rank is: {truth.Shape.Length}");
            if (hypothesis.Shape.Length != truth.Shape.Length)
                throw new InvalidArgumentError($"Expected truth and hypothesis to have matching ranks, but their shapes are: [{hypothesis.Shape.Length}] and [{truth.Shape.Length}]");
            var dims = Larger(hypothesis.Shape, truth.Shape);
            var output = c.Allocate(0, DType.Float32, dims);
            Elements.Clear(output);
            Elements.Run(hypothesis.Values, truth.Values, new Loop(hypothesis.Rows(dims), truth.Rows(dims), output, normalize));
        });
    }

    // The sequences' own dimension is not among the output's.
    private static long[] Larger(long[] a, long[] b) => [.. a.Zip(b, System.Math.Max).SkipLast(1)];

    /// <summary>One of the two sparse tensors.</summary>
    private sealed class Side
    {
        private readonly long[] _indices;
        private readonly int _count;

        public Side(string name, KernelContext c, int first)
        {
            var (indices, values, shape) = (c.Input(first), c.Input(first + 1), c.Input(first + 2));
            if (indices.Rank != 2) throw new InvalidArgumentError($"{name}_indices should be a matrix, but got shape: {indices.Shape.ToDebugString()}");
            if (values.Rank != 1) throw new InvalidArgumentError($"{name}_values should be a vector, but got shape: {values.Shape.ToDebugString()}");
            if (shape.Rank != 1) throw new InvalidArgumentError($"{name}_shape should be a vector, but got shape: {shape.Shape.ToDebugString()}");
            if (shape.Length != indices.Dims[1])
                throw new InvalidArgumentError($"Expected {name}_shape.NumElements == #cols({name}_indices), their shapes are: {shape.Shape.ToDebugString()} and {indices.Shape.ToDebugString()}");
            if (values.Length != indices.Dims[0])
                throw new InvalidArgumentError($"{name}_values and {name}_indices must have the same number of rows, their shapes are: {values.Shape.ToDebugString()} and {indices.Shape.ToDebugString()}");
            (Values, Shape, _indices, _count) = (values, Elements.Integers(shape), Elements.Integers(indices), values.Length);
        }

        public NDArray Values { get; }

        public long[] Shape { get; }

        /// <summary>Where each sequence that has elements begins and ends among the values, by its place in the output.</summary>
        public Dictionary<long, Range> Rows(long[] dims)
        {
            var rows = new Dictionary<long, Range>();
            for (var i = 0; i < _count; i++)
            {
                long place = 0;
                for (var d = 0; d < dims.Length; d++)
                {
                    var index = _indices[i * Shape.Length + d];
                    if (index < 0 || index >= dims[d]) throw new InvalidArgumentError($"indices[{i},{d}] = {index} is out of bounds: need 0 <= index < {dims[d]}");
                    place = place * dims[d] + index;
                }
                if (!rows.TryGetValue(place, out var row)) row = i..i;
                else if (row.End.Value != i) throw new InvalidArgumentError($"indices[{i}] is out of order");
                rows[place] = row.Start..(i + 1);
            }
            return rows;
        }
    }

    private readonly struct Loop(Dictionary<long, Range> hypothesis, Dictionary<long, Range> truth, NDArray output, bool normalize) : IElementLoop
    {
        public void Run<T>(ReadOnlySpan<T> source, Span<T> target)
        {
            var distances = output.Data<float>();
            foreach (var (place, row) in hypothesis)
            {
                ReadOnlySpan<T> guess = source[row], wanted = truth.TryGetValue(place, out var other) ? target[other] : [];
                distances[(int)place] = wanted.IsEmpty && normalize ? float.PositiveInfinity : Between(guess, wanted) / (normalize ? (float)wanted.Length : 1f);
            }
            foreach (var (place, row) in truth)
                if (!hypothesis.ContainsKey(place)) distances[(int)place] = normalize ? 1 : row.GetOffsetAndLength(target.Length).Length;
        }

        // Levenshtein's recurrence over one row of its table.
        private static float Between<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        {
            var row = Enumerable.Range(0, b.Length + 1).ToArray();
            for (var i = 0; i < a.Length; i++)
            {
                var (diagonal, key) = (row[0], new ElementKey<T>(a[i]));
                row[0] = i + 1;
                for (var j = 0; j < b.Length; j++)
                {
                    var substituted = diagonal + (key.Equals(new ElementKey<T>(b[j])) ? 0 : 1);
                    diagonal = row[j + 1];
                    row[j + 1] = System.Math.Min(substituted, System.Math.Min(row[j], diagonal) + 1);
                }
            }
            return row[^1];
        }
    }
}
