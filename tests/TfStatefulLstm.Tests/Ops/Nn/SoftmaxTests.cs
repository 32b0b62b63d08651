using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Nn;

/// <summary>Softmax, its logarithm and the cross entropies, written out in double precision.</summary>
[TestClass]
public sealed class SoftmaxTests
{
    private static readonly NDArray s_logits = NDArray.From([0f, 1, 2, 3, 4, 5], 2, 3);

    [TestMethod]
    public void Rows_become_distributions()
    {
        foreach (var dtype in Samples.Floats)
            foreach (var dims in new long[][] { [5], [1], [3, 7], [2, 3, 33], [0, 3], [2, 0] })
            {
                var x = Samples.Between(dtype, -20, 20, dims);
                var p = Rows(x, Distribution);
                new OpCase("Softmax", x) { Expected = [Samples.From(p, dtype, dims)], RelativeTolerance = OpCase.Tolerance(dtype) * 3,
                    AbsoluteTolerance = 1e-7 }.Check();
                var logs = Rows(x, row => Distribution(row).Select(p => System.Math.Log(p)).ToArray());
                new OpCase("LogSoftmax", x) { Expected = [Samples.From(logs, dtype, dims)], RelativeTolerance = OpCase.Tolerance(dtype) * 3,
                    AbsoluteTolerance = OpCase.Tolerance(dtype) * 10 }.Check();
            }
    }

    [TestMethod]
    public void Large_logits_do_not_overflow_and_NaN_takes_its_row()
    {
        var x = NDArray.From([1e4f, 0, float.NaN, 1, float.NegativeInfinity, 0], 3, 2);
        new OpCase("Softmax", x) { Expected = [NDArray.From([1f, 0, float.NaN, float.NaN, 0, 1], 3, 2)] }.Check();
        new OpCase("LogSoftmax", x) { Expected = [NDArray.From([0f, -1e4f, float.NaN, float.NaN, float.NegativeInfinity, 0], 3, 2)] }.Check();
        foreach (var op in new[] { "Softmax", "LogSoftmax" })
        {
            new OpCase(op, 1f).Fails<InvalidArgumentError>("logits must have >= 1 dimension, got []");
            Assert.AreEqual("Shape must be at least rank 1 but is rank 0", Assert.ThrowsExactly<InvalidArgumentError>(() =>
                OpCase.Infer(op, [], [new Shape()])).Message);
        }
    }

    [TestMethod]
    public void Sparse_cross_entropy_is_that_of_the_class()
    {
        foreach (var dtype in Samples.Floats)
            foreach (var wide in new[] { false, true })
            {
                var x = Samples.Of(dtype, 3, 5);
                int[] labels = [4, 0, 2];
                var p = Rows(x, Distribution);
                var loss = labels.Select((label, i) => -System.Math.Log(p[(i * 5) + label])).ToArray();
                for (var i = 0; i < 3; i++) p[(i * 5) + labels[i]] -= 1;
                new OpCase("SparseSoftmaxCrossEntropyWithLogits", x, NDArray.From(labels, 3).AsType(wide ? DType.Int64 : DType.Int32))
                {
                    Expected = [Samples.From(loss, dtype, 3), Samples.From(p, dtype, 3, 5)],
                    RelativeTolerance = OpCase.Tolerance(dtype) * 3,
                    AbsoluteTolerance = OpCase.Tolerance(dtype),
                }.Check();
            }
        new OpCase("SparseSoftmaxCrossEntropyWithLogits", new NDArray(DType.Float32, 0, 3), new NDArray(DType.Int32, 0))
        {
            Expected = [new NDArray(DType.Float32, 0), new NDArray(DType.Float32, 0, 3)],
        }.Check();
    }

    [TestMethod]
    public void Sparse_cross_entropy_checks_its_inputs()
    {
        Fails(s_logits, NDArray.From([0, 3], 2), "Received a label value of 3 which is outside the valid range of [0, 3).  Label values: 0 3");
        Fails(s_logits, NDArray.From([-1L, 2], 2), "Received a label value of -1 which is outside the valid range of [0, 3).  Label values: -1 2");
        Fails(new NDArray(DType.Float32, 3), NDArray.From([0, 3], 2), "logits must be 2-D, but got shape [3]");
        Fails(s_logits, NDArray.From([0, 3], 1, 2), "labels must be 1-D, but got shape [1,2]");
        Fails(s_logits, NDArray.From([0], 1), "logits and labels must have the same first dimension, got logits shape [2,3] and labels shape [1]");
        Fails(new NDArray(DType.Float32, 2, 0), NDArray.From([0, 1], 2), "Must have at least one class, but got logits shape [2,0]");
        var e = Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("SparseSoftmaxCrossEntropyWithLogits", [], [new Shape(2, 3), new Shape(1)]));
        Assert.AreEqual("Dimensions must be equal, but are 2 and 1", e.Message);

        static void Fails(NDArray logits, NDArray labels, string message) =>
            new OpCase("SparseSoftmaxCrossEntropyWithLogits", logits, labels).Fails<InvalidArgumentError>(message);
    }

    [TestMethod]
    public void Cross_entropy_of_distributions_broadcasts()
    {
        foreach (var dtype in Samples.Floats)
            foreach (var (xDims, yDims) in new (long[], long[])[] { ([3, 5], [3, 5]), ([3, 5], [1, 5]), ([1, 5], [3, 5]), ([3, 5], [5]), ([3, 5], [3, 1]),
                ([0, 5], [0, 5]), ([3, 5], []) })
            {
                var (x, y) = (Samples.Of(dtype, xDims), Samples.Between(dtype, 0, 1, yDims));
                var (xs, ys) = (Samples.Doubles(x), Samples.Doubles(y));
                var rows = (int)(xDims[0] == 0 ? 0 : 3);
                var (loss, gradient) = (new double[rows], new double[rows * 5]);
                for (var i = 0; i < rows; i++)
                {
                    var p = Distribution(xs.AsSpan(xDims[0] == 1 ? 0 : i * 5, 5).ToArray());
                    for (var j = 0; j < 5; j++)
                    {
                        var wanted = ys[(yDims.Length == 2 && yDims[0] > 1 ? i * (int)yDims[1] : 0) + (yDims.Length > 0 && yDims[^1] > 1 ? j : 0)];
                        loss[i] -= wanted * System.Math.Log(p[j]);
                        gradient[(i * 5) + j] = p[j] - wanted;
                    }
                }
                new OpCase("SoftmaxCrossEntropyWithLogits", x, y)
                {
                    Expected = [Samples.From(loss, dtype, rows), Samples.From(gradient, dtype, rows, 5)],
                    RelativeTolerance = OpCase.Tolerance(dtype) * 3,
                    AbsoluteTolerance = OpCase.Tolerance(dtype),
                }.Check();
            }
    }

    [TestMethod]
    public void Cross_entropy_checks_its_inputs()
    {
        const string op = "SoftmaxCrossEntropyWithLogits";
        new OpCase(op, s_logits, new NDArray(DType.Float32, 2, 2))
            .Fails<InvalidArgumentError>("logits and labels must be broadcastable: logits_size=[2,3] labels_size=[2,2]");
        new OpCase(op, new NDArray(DType.Float32, 3), new NDArray(DType.Float32, 3))
            .Fails<InvalidArgumentError>("logits and labels must be either 2-dimensional, or broadcasted to be 2-dimensional");
        Assert.AreEqual("Shape must be broadcasted with rank 2, but is rank 1", Error(new Shape(3), new Shape(3)));
        Assert.AreEqual("Dimensions must be equal, but are 3 and 2", Error(new Shape(2, 3), new Shape(2, 2)));
        Assert.AreEqual(new Shape(2, 3), OpCase.Infer(op, [], [new Shape(-1, 3), new Shape(2, -1)])[1]);

        static string Error(params Shape[] shapes) => Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer(op, [], shapes)).Message;
    }

    private static double[] Distribution(double[] row)
    {
        var exponentials = row.Select(x => System.Math.Exp(x - row.Max())).ToArray();
        return exponentials.Select(e => e / exponentials.Sum()).ToArray();
    }

    private static double[] Rows(NDArray x, Func<double[], double[]> function) =>
        x.Length == 0 ? [] : Samples.Doubles(x).Chunk((int)x.Dims[^1]).SelectMany(function).ToArray();
}
