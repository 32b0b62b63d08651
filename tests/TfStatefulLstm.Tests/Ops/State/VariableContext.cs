using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.State;

/// <summary>A kernel's view of one variable, behind input 0, and of arrays.</summary>
/// <param name="value">The variable's value; null if it has none.</param>
/// <param name="inputs">The other inputs.</param>
internal sealed class VariableContext(NDArray? value, params NDArray[] inputs) : KernelContext
{
    /// <summary>What the kernel assigned.</summary>
    public NDArray? Assigned { get; private set; }

    /// <summary>The outputs that the kernel set.</summary>
    public Dictionary<int, NDArray> Outputs { get; } = [];

    public override int InputCount => inputs.Length + 1;

    public override int OutputCount => 1;

    public override int Threads => 1;

    public override CancellationToken Cancellation => CancellationToken.None;

    /// <summary>Runs an op's kernel on a variable and returns what it saw and did.</summary>
    public static VariableContext Run(string op, Dictionary<string, object> attrs, NDArray? value, params NDArray[] inputs)
    {
        var context = new VariableContext(value, inputs);
        var before = value?.Clone();
        var node = new OpCase(op, [value ?? new NDArray(DType.Float32), .. inputs]) { Attrs = attrs }.NodeAttrs();
        OpRegistry.Find(op).CreateKernel(node).Compute(context);
        // A variable's value is what other readers see: it must be replaced, not written.
        if (before is not null) OpCase.AssertSame(before, value!, 0, 0, $"{op} wrote the old value");
        return context;
    }

    public override NDArray Input(int index) => index == 0 ? value ?? throw new InvalidOperationException("the kernel used a value that is not there") : inputs[index - 1];

    public override NDArray Allocate(int output, DType dtype, params ReadOnlySpan<long> dims) => Outputs[output] = new NDArray(dtype, dims);

    public override NDArray ForwardOrAllocate(int input, int output, DType dtype, params ReadOnlySpan<long> dims) => Allocate(output, dtype, dims);

    public override void SetOutput(int output, NDArray array) => Outputs[output] = array;

    public override NDArray Scratch(DType dtype, params ReadOnlySpan<long> dims) => new(dtype, dims);

    public override NDArray? ReadVariable(int input) => value;

    public override void AssignVariable(int input, NDArray array) => Assigned = array;

    public override string VariableName(int input) => "v";
}
