using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

[TestClass]
public sealed class AddNTests
{
    [TestMethod]
    public void Any_number_of_arrays_is_summed()
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64, DType.Float16, DType.BFloat16, DType.Int32, DType.UInt8 })
            foreach (var dims in new long[][] { [], [0, 2], [3, 19] })
                foreach (var count in new[] { 1, 2, 3, 10 })
                {
                    var inputs = Enumerable.Range(0, count).Select(i => Samples.Between(dtype, i, i + 1, dims)).ToArray();
                    var sums = new double[inputs[0].Length];
                    foreach (var input in inputs) sums = sums.Zip(Samples.Doubles(input), (a, b) => a + b).ToArray();
                    new OpCase("AddN", inputs) { Expected = [Samples.From(sums, dtype, dims)], AbsoluteTolerance = 1e-5 }.Check();
                    new OpCase("AccumulateNV2", inputs)
                    {
                        Attrs = { ["shape"] = new Shape(dims) },
                        Expected = [Samples.From(sums, dtype, dims)],
                        AbsoluteTolerance = 1e-5,
                    }.Check();
                }
    }

    [TestMethod]
    public void NaN_spreads() => new OpCase("AddN", float.NaN, 1f) { Expected = [float.NaN] }.Check();

    [TestMethod]
    public void Shapes_must_agree()
    {
        var (a, b) = (new NDArray(DType.Float32, 2, 3), new NDArray(DType.Float32, 3));
        new OpCase("AddN", a, b).Fails<InvalidArgumentError>("Inputs to operation case of type AddN must have the same size and shape.  Input 0: [2,3] != input 1: [3]");
        var e = Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("AddN", [], [new Shape(2, 3), new Shape(2, 2)]));
        Assert.AreEqual("Dimension 1 in both shapes must be equal, but are 3 and 2. Shapes are [2,3] and [2,2].\n\tFrom merging shape 0 with other shapes.",
            e.Message);
        Assert.AreEqual(new Shape(2, 3), OpCase.Infer("AddN", [], [new Shape(-1, 3), Shape.Unknown, new Shape(2, -1)])[0]);
    }
}
