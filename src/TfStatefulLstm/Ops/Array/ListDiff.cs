using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>What is in one vector and not in another, and where it was (<c>tf.setdiff1d</c>).</summary>
internal sealed class ListDiff : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("ListDiff")
        .Input("x: T").Input("y: T").Output("out: T").Output("idx: out_idx").Attr("T: type").Attr("out_idx: {int32, int64} = int32");

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(0, 1);
        c.WithRank(1, 1);
        for (var i = 0; i < 2; i++) c.SetOutput(i, new Shape(-1));
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var type = node.Type("out_idx");
        return new FunctionKernel(c =>
        {
            var (x, y) = (c.Input(0), c.Input(1));
            if (x.Rank != 1) throw new InvalidArgumentError("x should be a 1D vector.");
            if (y.Rank != 1) throw new InvalidArgumentError("y should be a 1D vector.");
            var kept = new List<long>();
            Elements.Run(x, y, new Loop(kept));
            var result = c.Allocate(0, x.DType, kept.Count);
            for (var i = 0; i < kept.Count; i++) Elements.Copy(x, (int)kept[i], result, i, 1);
            Elements.WriteIntegers(c.Allocate(1, type, kept.Count), kept.ToArray());
        });
    }

    private readonly struct Loop(List<long> kept) : IElementLoop
    {
        // Nothing is moved here: the first vector is looked through for what the second lacks.
        public void Run<T>(ReadOnlySpan<T> source, Span<T> target)
        {
            var excluded = new HashSet<ElementKey<T>>();
            foreach (var value in target) excluded.Add(new ElementKey<T>(value));
            for (var i = 0; i < source.Length; i++)
                if (!excluded.Contains(new ElementKey<T>(source[i]))) kept.Add(i);
        }
    }
}
