namespace TfStatefulLstm.Framework;

/// <summary>Runs one kernel on given arrays, outside any session: constant folding while a graph is built, and tests.</summary>
internal static class EagerKernel
{
    /// <summary>The outputs of a new kernel of the op.</summary>
    /// <exception cref="OpError">The kernel's, told of the node's name.</exception>
    public static NDArray[] Run(Op op, NodeAttrs attrs, params NDArray[] inputs) => Run(op.CreateKernel(attrs), attrs, inputs);

    /// <summary>The outputs of a kernel that lives on: a random op's next draw.</summary>
    /// <inheritdoc cref="Run(Op, NodeAttrs, NDArray[])"/>
    public static NDArray[] Run(Kernel kernel, NodeAttrs attrs, params NDArray[] inputs)
    {
        var context = new EagerContext(inputs, attrs.OutputTypes().Length);
        try
        {
            kernel.Compute(context);
        }
        catch (OpError e)
        {
            throw e.At(attrs.Node);
        }
        return context.Outputs();
    }
}

/// <summary>A kernel's view of arrays and nothing else: every output gets memory of its own, there are no variables.</summary>
/// <param name="inputs">The data inputs, lists flattened.</param>
/// <param name="outputCount">The number of outputs, lists flattened.</param>
/// <param name="inPlace">Whether outputs are computed in the memory of inputs where the kernel allows it; the inputs are then the kernel's to spoil.</param>
/// <param name="threads">How many threads the kernel may use.</param>
internal sealed class EagerContext(NDArray[] inputs, int outputCount, bool inPlace = false, int threads = 1) : KernelContext
{
    private readonly NDArray?[] _outputs = new NDArray?[outputCount];

    public override int InputCount => inputs.Length;

    public override int OutputCount => outputCount;

    public override int Threads => threads;

    public override CancellationToken Cancellation => CancellationToken.None;

    /// <summary>What the kernel computed.</summary>
    /// <exception cref="InternalError">It left an output out.</exception>
    public NDArray[] Outputs()
    {
        for (var i = 0; i < _outputs.Length; i++)
            if (_outputs[i] is null) throw new InternalError($"The kernel did not set output {i}.");
        return _outputs!;
    }

    public override NDArray Input(int index) => inputs[index];

    public override NDArray Allocate(int output, DType dtype, params ReadOnlySpan<long> dims) => _outputs[output] = new NDArray(dtype, dims);

    public override NDArray ForwardOrAllocate(int input, int output, DType dtype, params ReadOnlySpan<long> dims)
    {
        var reusable = inPlace && inputs[input].DType == dtype && inputs[input].Dims.SequenceEqual(dims);
        return reusable ? _outputs[output] = inputs[input] : Allocate(output, dtype, dims);
    }

    public override void SetOutput(int output, NDArray value) => _outputs[output] = value;

    public override NDArray Scratch(DType dtype, params ReadOnlySpan<long> dims) => new(dtype, dims);

    public override NDArray? ReadVariable(int input) => throw NoVariables();

    public override void AssignVariable(int input, NDArray value) => throw NoVariables();

    private static InternalError NoVariables() => new("A kernel that reads or assigns variables was run outside a session.");
}
