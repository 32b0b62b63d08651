using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Nn;

/// <summary>LSTM and GRU in one op: forwards against the equations in double precision, backwards against central differences of these.</summary>
[TestClass]
public sealed class BlockCellTests
{
    private const int Batch = 2;
    private const int Inputs = 3;
    private const int Cell = 5;
    private const int Steps = 4;

    // x, cs_prev, h_prev, w, wci, wcf, wco, b
    private static readonly NDArray[] s_lstm =
    [
        Values(Batch, Inputs), Values(Batch, Cell), Values(Batch, Cell), Values(Inputs + Cell, 4 * Cell), Values(Cell), Values(Cell).Reshape(Cell),
            Values(Cell), Values(4 * Cell),
    ];

    // x, h_prev, w_ru, w_c, b_ru, b_c
    private static readonly NDArray[] s_gru = [Values(Batch, Inputs), Values(Batch, Cell), Values(Inputs + Cell, 2 * Cell), Values(Inputs + Cell, Cell),
        Values(2 * Cell), Values(Cell)];

    [TestMethod]
    [DataRow(false, 3f)]
    [DataRow(true, 3f)]
    [DataRow(true, 0.3f)]
    [DataRow(false, -1f)]
    public void A_step_of_an_LSTM_follows_its_equations(bool peephole, float clip)
    {
        var attrs = new Dictionary<string, object> { ["use_peephole"] = peephole, ["cell_clip"] = clip, ["forget_bias"] = 0.5f };
        var outputs = Lstm(s_lstm.Select(Samples.Doubles).ToArray(), 1, peephole, clip, 0.5);
        foreach (var dtype in new[] { DType.Float32, DType.Float16 })
            new OpCase("LSTMBlockCell", s_lstm.Select(a => a.AsType(dtype)).ToArray())
            {
                Attrs = attrs,
                Expected = outputs.Select(o => Samples.From(o, dtype, Batch, Cell)).ToArray(),
                AbsoluteTolerance = dtype == DType.Float32 ? 1e-6 : 5e-3,
            }.Check();
    }

    [TestMethod]
    [DataRow(false, 4)]
    [DataRow(true, 3)]
    [DataRow(true, 0)]
    public void A_sequence_of_an_LSTM_is_its_steps(bool peephole, int length)
    {
        NDArray[] inputs = [Values(Steps, Batch, Inputs), .. s_lstm[1..]];
        var outputs = Lstm(inputs.Select(Samples.Doubles).ToArray(), length, peephole, 3, 1);
        var expected = outputs.Select(o => Samples.From([.. o, .. new double[(Steps - length) * Batch * Cell]], DType.Float32, Steps, Batch, Cell)).ToArray();
        new OpCase("BlockLSTM", [(long)length, .. inputs]) { Attrs = { ["use_peephole"] = peephole }, Expected = expected, AbsoluteTolerance = 1e-6 }.Check();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_gradient_of_an_LSTM_is_that_of_central_differences(bool peephole)
    {
        NDArray[] inputs = [Values(Steps, Batch, Inputs), .. s_lstm[1..]];
        var outputs = new OpCase("BlockLSTM", [(long)Steps, .. inputs]) { Attrs = { ["use_peephole"] = peephole } }.Run();
        var (csGrad, hGrad) = (Samples.Between(DType.Float32, 0, 1, Steps, Batch, Cell), Samples.Between(DType.Float32, -1, 0, Steps, Batch, Cell));
        var slopes = Slopes(inputs, x => Weighted(Lstm(x, Steps, peephole, 3, 1), csGrad, hGrad));
        new OpCase("BlockLSTMGrad", [(long)Steps, .. inputs, .. outputs, csGrad, hGrad])
        {
            Attrs = { ["use_peephole"] = peephole },
            Expected = inputs.Zip(slopes, (x, s) => Samples.From(s, DType.Float32, x.Dims)).ToArray(),
            RelativeTolerance = 1e-4,
            AbsoluteTolerance = 1e-5,
        }.Check();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_gradient_of_a_step_reaches_its_gates(bool peephole)
    {
        var outputs = new OpCase("LSTMBlockCell", s_lstm) { Attrs = { ["use_peephole"] = peephole } }.Run();
        var (csGrad, hGrad) = (Samples.Between(DType.Float32, 0, 1, Batch, Cell), Samples.Between(DType.Float32, -1, 0, Batch, Cell));
        var slopes = Slopes(s_lstm, x => Weighted(Lstm(x, 1, peephole, 3, 1), csGrad, hGrad));
        var result = new OpCase("LSTMBlockCellGrad", [.. s_lstm, .. outputs[..6], csGrad, hGrad])
        {
            Attrs = { ["use_peephole"] = peephole },
            Expected = [Near(slopes[1], Batch, Cell), null, Near(slopes[4], Cell), Near(slopes[5], Cell), Near(slopes[6], Cell)],
            RelativeTolerance = 1e-4,
            AbsoluteTolerance = 1e-5,
        };
        result.Check();
        // The gradient of the bias is that of the gates, summed over the batch.
        var gates = Samples.Doubles(result.Run()[1]);
        for (var k = 0; k < 4 * Cell; k++) Assert.AreEqual(slopes[7][k], gates[k] + gates[(4 * Cell) + k], 1e-5);
    }

    [TestMethod]
    public void A_step_of_a_GRU_and_its_gradient_follow_its_equations()
    {
        var doubles = s_gru.Select(Samples.Doubles).ToArray();
        var expected = Gru(doubles).Select(o => Near(o, Batch, Cell)).ToArray();
        var forward = new OpCase("GRUBlockCell", s_gru) { Expected = expected, AbsoluteTolerance = 1e-6 };
        forward.Check();
        var outputs = forward.Run();
        var hGrad = Samples.Between(DType.Float32, -1, 1, Batch, Cell);
        var slopes = Slopes(s_gru, x => Gru(x)[3].Zip(Samples.Doubles(hGrad), (h, g) => h * g).Sum());
        var backward = new OpCase("GRUBlockCellGrad", [.. s_gru, .. outputs[..3], hGrad])
        {
            Expected = [Near(slopes[0], Batch, Inputs), Near(slopes[1], Batch, Cell), null, null],
            RelativeTolerance = 1e-4,
            AbsoluteTolerance = 1e-5,
        };
        backward.Check();
        var (candidate, gates) = (Samples.Doubles(backward.Run()[2]), Samples.Doubles(backward.Run()[3]));
        for (var k = 0; k < Cell; k++) Assert.AreEqual(slopes[5][k], candidate[k] + candidate[Cell + k], 1e-5);
        for (var k = 0; k < 2 * Cell; k++) Assert.AreEqual(slopes[4][k], gates[k] + gates[(2 * Cell) + k], 1e-5);
    }

    [TestMethod]
    public void Wrong_sizes_are_named()
    {
        Lstm(1, new Shape(3, Cell), $"cs_prev.dims(0) != batch_size: 3 vs. {Batch}");
        Lstm(2, new Shape(3, Cell), $"h_prev.dims(0) != batch_size: 3 vs. {Batch}");
        Lstm(2, new Shape(Batch, 6), $"h_prev.dims(1) != cell_size: 6 vs. {Cell}");
        Lstm(3, new Shape(9, 4 * Cell), "w.dim_size(0) != input_size + cell_size: 9 vs. 8");
        Lstm(3, new Shape(8, 21), "w.dim_size(1) != cell_size * 4: 21 vs. 20");
        Lstm(7, new Shape(21), "b.dim_size(0) != cell_size * 4: 21 vs. 20");
        Gru(1, new Shape(3, Cell), $"h_prev.dims(0) != batch_size: 3 vs. {Batch}");
        Gru(2, new Shape(9, 10), "w_ru.dim_size(0) != input_size + cell_size: 9 vs. 8");
        Gru(3, new Shape(8, 6), "w_c.dim_size(1) != cell_size: 6 vs. 5");
        Gru(4, new Shape(11), "b_ru.dim_size(0) != cell_size * 2: 11 vs. 10");
        new OpCase("BlockLSTM", [1L, .. s_lstm]).Fails<InvalidArgumentError>("x must be 3D");
        new OpCase("BlockLSTM", [6L, Values(Steps, Batch, Inputs), .. s_lstm[1..]])
            .Fails<InvalidArgumentError>("seq_len_max must be between 0 and the number of steps: 6 vs. 4");

        static void Lstm(int index, Shape shape, string message) => With("LSTMBlockCell", s_lstm, index, shape, message);
        static void Gru(int index, Shape shape, string message) => With("GRUBlockCell", s_gru, index, shape, message);
        static void With(string op, NDArray[] inputs, int index, Shape shape, string message) =>
            new OpCase(op, [.. inputs[..index], new NDArray(DType.Float32, shape.Dims), .. inputs[(index + 1)..]]).Fails<InvalidArgumentError>(message);
    }

    private static NDArray Values(params long[] dims) => Samples.Between(DType.Float32, -1, 1, dims);

    private static NDArray Near(double[] values, params long[] dims) => Samples.From(values, DType.Float32, dims);

    // What a loss with these gradients at the outputs cs and h changes by.
    private static double Weighted(double[][] outputs, NDArray csGrad, NDArray hGrad) =>
        outputs[1].Zip(Samples.Doubles(csGrad), (v, g) => v * g).Sum() + outputs[6].Zip(Samples.Doubles(hGrad), (v, g) => v * g).Sum();

    private static double[][] Slopes(NDArray[] inputs, Func<double[][], double> loss)
    {
        var at = inputs.Select(Samples.Doubles).ToArray();
        return at.Select(values => values.Select((value, i) =>
        {
            values[i] = value + 1e-5;
            var up = loss(at);
            values[i] = value - 1e-5;
            var down = loss(at);
            values[i] = value;
            return (up - down) / 2e-5;
        }).ToArray()).ToArray();
    }

    private static double Sigmoid(double x) => 1 / (1 + System.Math.Exp(-x));

    // One row of [x, h] times one column of w.
    private static double Dot(double[] x, int xAt, double[] h, int hAt, double[] w, int columns, int column)
    {
        var sum = 0.0;
        for (var k = 0; k < Inputs; k++) sum += x[xAt + k] * w[(k * columns) + column];
        for (var k = 0; k < Cell; k++) sum += h[hAt + k] * w[((Inputs + k) * columns) + column];
        return sum;
    }

    // i, cs, f, o, ci, co, h of all steps.
    private static double[][] Lstm(double[][] inputs, int steps, bool peephole, double clip, double forgetBias)
    {
        var (x, cs, h, w, b) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[7]);
        var outputs = Enumerable.Range(0, 7).Select(_ => new double[steps * Batch * Cell]).ToArray();
        for (var t = 0; t < steps; t++)
        {
            for (var n = 0; n < Batch; n++)
                for (var k = 0; k < Cell; k++)
                {
                    var (here, at) = ((n * Cell) + k, (((t * Batch) + n) * Cell) + k);
                    var (i, f) = (Gate(0), Gate(2) + forgetBias);
                    if (peephole) (i, f) = (i + (cs[here] * inputs[4][k]), f + (cs[here] * inputs[5][k]));
                    (i, f, var ci) = (Sigmoid(i), Sigmoid(f), System.Math.Tanh(Gate(1)));
                    var state = (i * ci) + (f * cs[here]);
                    if (clip > 0) state = System.Math.Clamp(state, -clip, clip);
                    var o = Sigmoid(Gate(3) + (peephole ? state * inputs[6][k] : 0));
                    var co = System.Math.Tanh(state);
                    foreach (var (output, value) in outputs.Zip([i, state, f, o, ci, co, o * co])) output[at] = value;

                    double Gate(int gate) => Dot(x, ((t * Batch) + n) * Inputs, h, n * Cell, w, 4 * Cell, (gate * Cell) + k) + b[(gate * Cell) + k];
                }
            (cs, h) = (outputs[1].Skip(t * Batch * Cell).Take(Batch * Cell).ToArray(), outputs[6].Skip(t * Batch * Cell).Take(Batch * Cell).ToArray());
        }
        return outputs;
    }

    // r, u, c, h.
    private static double[][] Gru(double[][] inputs)
    {
        var (x, hPrev, wRu, wC, bRu, bC) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5]);
        var (r, u, c, h) = (new double[Batch * Cell], new double[Batch * Cell], new double[Batch * Cell], new double[Batch * Cell]);
        for (var n = 0; n < Batch; n++)
            for (var k = 0; k < Cell; k++)
            {
                r[(n * Cell) + k] = Sigmoid(Dot(x, n * Inputs, hPrev, n * Cell, wRu, 2 * Cell, k) + bRu[k]);
                u[(n * Cell) + k] = Sigmoid(Dot(x, n * Inputs, hPrev, n * Cell, wRu, 2 * Cell, Cell + k) + bRu[Cell + k]);
            }
        var reset = r.Zip(hPrev, (a, b) => a * b).ToArray();
        for (var n = 0; n < Batch; n++)
            for (var k = 0; k < Cell; k++)
            {
                var at = (n * Cell) + k;
                c[at] = System.Math.Tanh(Dot(x, n * Inputs, reset, n * Cell, wC, Cell, k) + bC[k]);
                h[at] = (u[at] * hPrev[at]) + ((1 - u[at]) * c[at]);
            }
        return [r, u, c, h];
    }
}
