using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The different elements of a vector in the order of their first appearance, and for every element which of them it is.</summary>
internal abstract class UniqueBase : Op
{
    public sealed override void InferShapes(ShapeContext c)
    {
        c.WithRank(0, 1);
        for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, i == 1 ? c.Input(0) : new Shape(-1));
    }

    public sealed override Kernel CreateKernel(NodeAttrs node)
    {
        var type = node.Type("out_idx");
        return new FunctionKernel(c =>
        {
            var x = c.Input(0);
            if (x.Rank != 1) throw new InvalidArgumentError("unique expects a 1D vector.");
            var (which, firsts, counts) = (new long[x.Length], new List<int>(), new List<long>());
            Elements.Run(x, x, new Loop(which, firsts, counts));
            var y = c.Allocate(0, x.DType, firsts.Count);
            for (var i = 0; i < firsts.Count; i++) Elements.Copy(x, firsts[i], y, i, 1);
            Elements.WriteIntegers(c.Allocate(1, type, x.Length), which);
            if (c.OutputCount > 2) Elements.WriteIntegers(c.Allocate(2, type, counts.Count), counts.ToArray());
        });
    }

    private readonly struct Loop(long[] which, List<int> firsts, List<long> counts) : IElementLoop
    {
        public void Run<T>(ReadOnlySpan<T> source, Span<T> target)
        {
            var seen = new Dictionary<ElementKey<T>, int>();
            for (var i = 0; i < source.Length; i++)
            {
                if (!seen.TryGetValue(new ElementKey<T>(source[i]), out var k))
                {
                    seen.Add(new ElementKey<T>(source[i]), k = firsts.Count);
                    firsts.Add(i);
                    counts.Add(0);
                }
                which[i] = k;
                counts[k]++;
            }
        }
    }
}

/// <summary>The different elements of a vector (<c>tf.unique</c>).</summary>
internal sealed class Unique : UniqueBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("Unique")
        .Input("x: T").Output("y: T").Output("idx: out_idx").Attr("T: type").Attr("out_idx: {int32, int64} = int32");
}

/// <summary>The different elements of a vector and how often each comes (<c>tf.unique_with_counts</c>).</summary>
internal sealed class UniqueWithCounts : UniqueBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("UniqueWithCounts")
        .Input("x: T").Output("y: T").Output("idx: out_idx").Output("count: out_idx").Attr("T: type").Attr("out_idx: {int32, int64} = int32");
}
