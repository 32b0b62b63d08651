using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Rnn;

/// <summary>A product with a kernel and a sum with a bias, both made in the scope that is open when they are made (<c>core_rnn_cell._Linear</c>).</summary>
internal sealed class Linear
{
    private readonly VariableBase _kernel;
    private readonly VariableBase _bias;

    /// <exception cref="ValueError">The input is no matrix, or its depth is not known.</exception>
    public Linear(Tensor input, long width)
    {
        if (input.Rank != 2) throw new ValueError($"linear is expecting 2D arguments: [{input.Shape}]");
        var depth = input.Shape[1];
        if (depth < 0) throw new ValueError($"linear expects shape[1] to be provided for shape {input.Shape}, but saw None");
        var graph = input.Graph;
        using var outer = VariableScopeEntry.Open(VariableScope.Current(graph));
        _kernel = outer.GetVariable(new VariableArgs("kernel") { Shape = new Shape(depth, width), DType = input.DType });
        using var inner = VariableScopeEntry.Open(outer);
        inner.Partitioner = null;
        _bias = inner.GetVariable(new VariableArgs("bias") { Shape = new Shape(width), DType = input.DType, Initializer = new Constant(0.0) });
    }

    public Tensor Apply(TensorLike input) => NnFunctions.BiasAdd(MathFunctions.Matmul(input, _kernel), _bias);
}
