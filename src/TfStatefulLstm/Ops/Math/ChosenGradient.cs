using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The gradient of ops that choose the element of one of their two inputs: it goes to the one that was chosen.</summary>
internal static class ChosenGradient
{
    /// <param name="g">The operation and the gradient of its output.</param>
    /// <param name="isFirst">Makes the tensor that says where the first input was chosen.</param>
    public static IReadOnlyList<TensorConvertible?> Of(GradientCall g, Func<Tensor> isFirst)
    {
        var (sx, sy) = (ArrayFunctions.Shape(g.Inputs[0]), ArrayFunctions.Shape(g.Inputs[1]));
        var zeros = ConstantFunctions.Zeros(ArrayFunctions.Shape(g.First), g.First.ElementType);
        var chosen = isFirst();
        var axes = Nodes.Op("BroadcastGradientArgs", null, [sx, sy]);
        var x = ArrayFunctions.Reshape(MathFunctions.ReduceSum(ArrayFunctions.Where(chosen, g.First, zeros), axes.Outputs[0]), sx);
        return [x, ArrayFunctions.Reshape(MathFunctions.ReduceSum(ArrayFunctions.Where(chosen, zeros, g.First), axes.Outputs[1]), sy)];
    }
}
