using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Random;

/// <summary>Fills an array of a given shape from a stream of random bits that the kernel reads on, run after run.</summary>
internal abstract class RandomOp : Op
{
    /// <summary>Fills with the next values.</summary>
    public delegate void Filler<T>(Span<T> output);

    public sealed override void InferShapes(ShapeContext c) => c.SetOutput(0, c.InputTensorAsShape(0));

    public sealed override Kernel CreateKernel(NodeAttrs node)
    {
        var generator = Generator(node);
        return node.Type("dtype") switch
        {
            DType.Float32 => Filling(Floats(generator)),
            DType.Float64 => Filling(Doubles(generator)),
            DType.Float16 => Filling(Halves(generator)),
            var other => throw new InvalidArgumentError($"No OpKernel was registered to support Op '{Schema.Name}' with these attrs: [dtype={other.Name()}]",
                node.Node),
        };
    }

    protected abstract Filler<float> Floats(PhiloxGenerator generator);

    protected abstract Filler<double> Doubles(PhiloxGenerator generator);

    protected abstract Filler<Half> Halves(PhiloxGenerator generator);

    /// <summary>The stream that a node's seeds start.</summary>
    public static PhiloxGenerator Generator(NodeAttrs node) => new(node.Int("seed"), node.Int("seed2"));

    /// <summary>The dimensions that a shape input gives.</summary>
    /// <exception cref="InvalidArgumentError">It is no vector, or a dimension is negative.</exception>
    public static long[] Dims(NDArray shape) => shape.Rank == 1
        ? shape.AsType(DType.Int64).ToArray<long>()
        : throw new InvalidArgumentError($"shape must be a vector of {{int32,int64}}, got shape {Shape.DebugString(shape.Dims)}");

    private static FunctionKernel Filling<T>(Filler<T> fill) => new(c => fill(c.Allocate(0, DTypes.Of(typeof(T)), Dims(c.Input(0))).Data<T>()));
}
