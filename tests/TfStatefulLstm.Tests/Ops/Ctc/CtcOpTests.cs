using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Ctc;

/// <summary>Connectionist temporal classification, held against the sum over all ways to spell the labels.</summary>
[TestClass]
public sealed class CtcOpTests
{
    private const int Classes = 3;

    [TestMethod]
    public void The_loss_is_the_sum_over_all_spellings_and_its_gradient_the_difference_quotient()
    {
        foreach (var labels in new[] { new[] { 0 }, [1, 0], [1, 1], [0, 1, 0] })
        {
            var logits = Samples.Between(DType.Float64, -1, 1, 4, 1, Classes);
            var outputs = Loss(logits, labels).Run();
            Assert.AreEqual(Spelled(logits, labels), outputs[0].AsSpan<double>()[0], 1e-12, string.Join(",", labels));
            for (var i = 0; i < logits.Length; i++)
            {
                var (up, down) = (logits.Clone(), logits.Clone());
                up.Data<double>()[i] += 1e-5;
                down.Data<double>()[i] -= 1e-5;
                Assert.AreEqual((Spelled(up, labels) - Spelled(down, labels)) / 2e-5, outputs[1].AsSpan<double>()[i], 1e-8, $"element {i}");
            }
        }
    }

    [TestMethod]
    public void Wrong_labels_are_told()
    {
        var logits = Samples.Between(DType.Float32, -1, 1, 2, 1, Classes);
        Loss(logits, 0, 1, 0).Fails<InvalidArgumentError>(
            "Not enough time for target transition sequence (required: 3, available: 2)0You can turn this error into a warning by using the flag ignore_longer_outputs_than_inputs");
        Loss(logits, 2, 0).Fails<InvalidArgumentError>("Saw a non-null label (index >= num_classes - 1) following a null label, batch: 0 num_classes: 3 labels: ");
        Loss(logits, -1).Fails<InvalidArgumentError>("All labels must be nonnegative integers, batch: 0 labels: -1");
        Loss(logits).Fails<InvalidArgumentError>("Labels length is zero in batch 0");
        new OpCase("CTCGreedyDecoder", logits, new[] { 3 }).Fails<InvalidArgumentError>("sequence_length(0) <= 2");
        new OpCase("CTCBeamSearchDecoder", logits, new[] { 2 }) { Attrs = { ["beam_width"] = 1, ["top_paths"] = 2 } }.Fails<InvalidArgumentError>("requested more paths than the beam width.");
    }

    [TestMethod]
    public void Decoders_agree_where_one_class_is_certain()
    {
        var logits = new float[5, 1, Classes];
        foreach (var (t, k) in new[] { 1, 1, 2, 1, 0 }.Select((k, t) => (t, k))) logits[t, 0, k] = 50;
        new OpCase("CTCGreedyDecoder", logits, new[] { 5 })
        {
            Attrs = { ["merge_repeated"] = true },
            Expected = [new[,] { { 0L, 0 }, { 0, 1 }, { 0, 2 } }, new[] { 1L, 1, 0 }, new[] { 1L, 3 }, new float[,] { { -250 } }],
        }.Check();
        new OpCase("CTCBeamSearchDecoder", logits, new[] { 5 })
        {
            Attrs = { ["beam_width"] = 4, ["top_paths"] = 1, ["merge_repeated"] = false },
            Expected = [new[,] { { 0L, 0 }, { 0, 1 }, { 0, 2 } }, new[] { 1L, 1, 0 }, new[] { 1L, 3 }],
        }.Check();
    }

    [TestMethod]
    public void Beams_are_gathered_from_their_ends()
    {
        new OpCase("GatherTree", new[, ,] { { { 1, 2, 3 } }, { { 4, 5, 6 } }, { { 7, 8, 9 } } }, new[, ,] { { { 0, 0, 0 } }, { { 0, 1, 1 } }, { { 2, 1, 2 } } }, new[] { 3 }, 10)
        {
            Expected = [new[, ,] { { { 2, 2, 2 } }, { { 6, 5, 6 } }, { { 7, 8, 9 } } }],
        }.Check();
        new OpCase("GatherTree", new[, ,] { { { 1 } }, { { 2 } } }, new[, ,] { { { 0 } }, { { 1 } } }, new[] { 2 }, 9).Fails<InvalidArgumentError>(
            "Saw invalid parent id 1 at (batch, time, beam) == (0, 0, 0)");
    }

    private static OpCase Loss(NDArray logits, params int[] labels)
    {
        var indices = new NDArray(DType.Int64, labels.Length, 2);
        for (var i = 0; i < labels.Length; i++) indices.Data<long>()[2 * i + 1] = i;
        return new OpCase("CTCLoss", logits, indices, NDArray.From(labels, labels.Length), new[] { (int)logits.Dims[0] });
    }

    private static double Spelled(NDArray logits, int[] labels)
    {
        var (x, time) = (logits.ToArray<double>(), (int)logits.Dims[0]);
        var total = 0.0;
        for (var path = 0; path < System.Math.Pow(Classes, time); path++)
        {
            var steps = Enumerable.Range(0, time).Select(t => path / (int)System.Math.Pow(Classes, t) % Classes).ToArray();
            var spelled = steps.Where((k, t) => k != Classes - 1 && (t == 0 || steps[t - 1] != k));
            if (!spelled.SequenceEqual(labels)) continue;
            total += steps.Select((k, t) => System.Math.Exp(x[t * Classes + k]) / Enumerable.Range(0, Classes).Sum(c => System.Math.Exp(x[t * Classes + c]))).Aggregate((a, b) => a * b);
        }
        return -System.Math.Log(total);
    }
}
