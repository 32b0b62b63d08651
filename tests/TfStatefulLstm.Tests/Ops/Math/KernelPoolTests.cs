using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

/// <summary>Kernels that split their work give the same bits on any number of threads.</summary>
[TestClass]
public sealed class KernelPoolTests
{
    private const int Rows = 211;
    private const int Columns = 503;
    private static readonly NDArray s_x = Samples.Of(DType.Float32, Rows, Columns);
    private static readonly NDArray s_labels = NDArray.From(Enumerable.Range(0, Rows).ToArray(), Rows);

    public static IEnumerable<object[]> Cases =>
    [
        ["Tanh", new[] { s_x }], ["Sub", new[] { s_x, Samples.Of(DType.Float32, Rows, 1) }], ["Mul", new[] { s_x, s_x }], ["Less", new[] { Samples.Of(DType.Float32, Columns), s_x }],
        ["TanhGrad", new[] { s_x, s_x }], ["Softmax", new[] { s_x }], ["LogSoftmax", new[] { s_x }], ["BiasAdd", new[] { s_x, Samples.Of(DType.Float32, Columns) }],
        ["BiasAddGrad", new[] { s_x }], ["SparseSoftmaxCrossEntropyWithLogits", new[] { s_x, s_labels }], ["Sum", new[] { s_x, NDArray.From([0], 1) }],
        ["MatMul", new[] { s_x, Samples.Of(DType.Float32, Columns, 67) }],
    ];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Threads_do_not_change_a_bit(string op, NDArray[] inputs)
    {
        var (kernel, attrs) = new OpCase(op, inputs).Kernel();
        var expected = EagerKernel.Run(kernel, attrs, inputs);
        foreach (var threads in new[] { 2, 3 })
        {
            var context = new EagerContext(inputs, expected.Length, threads: threads);
            kernel.Compute(context);
            for (var i = 0; i < expected.Length; i++) OpCase.AssertSame(expected[i], context.Outputs()[i], 0, 0, $"output {i} of {op} on {threads} threads");
        }
    }
}
