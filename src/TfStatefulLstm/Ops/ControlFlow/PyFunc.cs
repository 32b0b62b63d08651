using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.ControlFlow;

/// <summary>Calls a function of the program's own (<c>tf.py_func</c>).</summary>
internal abstract class PyFuncOp : Op
{
    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public sealed override void InferShapes(ShapeContext c)
    {
        for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, Shape.Unknown);
    }

    public sealed override Kernel CreateKernel(NodeAttrs node)
    {
        var (token, types) = (node.Str("token"), node.Types("Tout"));
        return new FunctionKernel(c =>
        {
            // The function may keep what it is given; the run's own memory is used again.
            var inputs = Enumerable.Range(0, c.InputCount).Select(i => c.Input(i).Clone()).ToArray();
            var outputs = Run(token, inputs);
            if (outputs.Length != types.Length) throw new InvalidArgumentError($"{token} returns {outputs.Length} values, but expects to see {types.Length} values.");
            for (var i = 0; i < outputs.Length; i++)
            {
                if (outputs[i].DType != types[i])
                    throw new InvalidArgumentError($"{i}-th value returned by {token} is {outputs[i].DType.Name()}, but expects {types[i].Name()}");
                c.SetOutput(i, outputs[i].Clone());
            }
        });
    }

    // Python's exceptions become TensorFlow's of the nearest code.
    private static NDArray[] Run(string token, NDArray[] inputs)
    {
        try
        {
            return RuntimeFunctions.Find(token)(inputs);
        }
        catch (Exception e) when (e is not OpError and not OperationCanceledException)
        {
            var message = $"{e.GetType().Name}: {e.Message}";
            throw e switch
            {
                ArgumentException => new InvalidArgumentError(message, inner: e),
                OutOfMemoryException => new ResourceExhaustedError(message, inner: e),
                NotSupportedException => new UnimplementedError(message, inner: e),
                _ => new OpError(ErrorCode.Unknown, message, inner: e),
            };
        }
    }
}

/// <summary>Calls a function that may give other values for the same inputs.</summary>
internal sealed class PyFunc : PyFuncOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("PyFunc")
        .Input("input: Tin").Output("output: Tout").Attr("token: string").Attr("Tin: list(type) >= 0").Attr("Tout: list(type) >= 0").Stateful();
}

/// <summary>Calls a function that gives the same values for the same inputs.</summary>
internal sealed class PyFuncStateless : PyFuncOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("PyFuncStateless")
        .Input("input: Tin").Output("output: Tout").Attr("token: string").Attr("Tin: list(type) >= 0").Attr("Tout: list(type) >= 0");
}
