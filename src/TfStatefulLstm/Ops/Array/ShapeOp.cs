using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The dimensions of an array as a vector (<c>tf.shape</c>).</summary>
internal sealed class ShapeOp : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Shape")
        .Input("input: T").Output("output: out_type").Attr("T: type").Attr("out_type: {int32, int64} = int32");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, new Shape(c.Input(0).Rank));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var type = node.Type("out_type");
        return new FunctionKernel(c => Elements.WriteIntegers(c.Allocate(0, type, c.Input(0).Rank), c.Input(0).Dims));
    }
}

/// <summary>The dimensions of several arrays (<c>tf.shape_n</c>).</summary>
internal sealed class ShapeN : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("ShapeN")
        .Input("input: N * T").Output("output: N * out_type").Attr("N: int >= 1").Attr("T: type").Attr("out_type: {int32, int64} = int32");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        for (var i = 0; i < c.InputCount; i++) c.SetOutput(i, new Shape(c.Input(i).Rank));
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var type = node.Type("out_type");
        return new FunctionKernel(c =>
        {
            for (var i = 0; i < c.InputCount; i++) Elements.WriteIntegers(c.Allocate(i, type, c.Input(i).Rank), c.Input(i).Dims);
        });
    }
}

/// <summary>The number of dimensions (<c>tf.rank</c>).</summary>
internal sealed class RankOp : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Rank").Input("input: T").Output("output: int32").Attr("T: type");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, Shape.Scalar);

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c => c.Allocate(0, DType.Int32).Data<int>()[0] = c.Input(0).Rank);
}

/// <summary>The number of elements (<c>tf.size</c>).</summary>
internal sealed class SizeOp : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Size")
        .Input("input: T").Output("output: out_type").Attr("T: type").Attr("out_type: {int32, int64} = int32");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, Shape.Scalar);

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var type = node.Type("out_type");
        return new FunctionKernel(c => Elements.WriteIntegers(c.Allocate(0, type), [c.Input(0).Length]));
    }
}
