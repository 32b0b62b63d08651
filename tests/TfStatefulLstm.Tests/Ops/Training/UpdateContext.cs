using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Training;

/// <summary>A kernel's view of a variable with its slots, and of arrays.</summary>
/// <param name="variables">The values of the variables, the first inputs; null of one that has none.</param>
/// <param name="inputs">The other inputs.</param>
/// <param name="threads">How many threads the kernel may use.</param>
internal sealed class UpdateContext(NDArray?[] variables, NDArray[] inputs, int threads = 1) : KernelContext
{
    /// <summary>What the kernel assigned.</summary>
    public NDArray?[] Assigned { get; } = new NDArray?[variables.Length];

    public override int InputCount => variables.Length + inputs.Length;

    public override int OutputCount => 1;

    public override int Threads => threads;

    public override CancellationToken Cancellation => CancellationToken.None;

    /// <summary>Runs an op's kernel and returns the new values of the variables.</summary>
    public static NDArray[] Run(string op, Dictionary<string, object> attrs, NDArray?[] variables, NDArray[] inputs, int threads = 1)
    {
        var context = new UpdateContext(variables, inputs, threads);
        var before = variables.Select(v => v?.Clone()).ToArray();
        var node = new OpCase(op, [.. variables.Select(v => v ?? new NDArray(DType.Float32)), .. inputs])
        {
            Attrs = new(attrs) { ["T"] = inputs[0].DType },
        }.NodeAttrs();
        OpRegistry.Find(op).CreateKernel(node).Compute(context);
        for (var i = 0; i < variables.Length; i++) OpCase.AssertSame(before[i]!, variables[i]!, 0, 0, $"{op} wrote the old value of variable {i}");
        return [.. context.Assigned.Select(a => a!)];
    }

    public override NDArray Input(int index) => index < variables.Length
        ? variables[index] ?? throw new InvalidOperationException("the kernel used a value that is not there")
        : inputs[index - variables.Length];

    public override NDArray Allocate(int output, DType dtype, params ReadOnlySpan<long> dims) => new(dtype, dims);

    public override NDArray ForwardOrAllocate(int input, int output, DType dtype, params ReadOnlySpan<long> dims) => new(dtype, dims);

    public override void SetOutput(int output, NDArray array) => throw new InvalidOperationException("an update's output is its variable");

    public override NDArray Scratch(DType dtype, params ReadOnlySpan<long> dims) => new(dtype, dims);

    public override NDArray? ReadVariable(int input) => variables[input];

    public override void AssignVariable(int input, NDArray array) => Assigned[input] = array;

    public override string VariableName(int input) => "v";
}
