using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Summaries, their names, tags, collections and families: summaries.py, line by line.</summary>
[TestClass]
public sealed class Summaries
{
    [TestMethod]
    public void Summaries_of_every_kind_and_their_merges() => GoldenGraph.Check("summaries", () =>
    {
        var x = tf.placeholder(tf.float32, new Shape(-1), name: "x");
        var n = tf.placeholder(tf.int64, new Shape(-1, 2), name: "n");
        var note = tf.constant(new[] { "*one*", "two" }, name: "note");
        var total = tf.reduce_sum(x, name: "total");
        Tensor loss, again, values;
        using (tf.name_scope("train"))
        {
            loss = tf.summary.scalar("loss", total);
            again = tf.summary.scalar("loss", tf.constant(2.5, tf.float64));
            tf.summary.scalar("/a rate: 10%", tf.constant(7));
            tf.summary.scalar("loss", total, family: "fam ily");
            values = tf.summary.histogram("values", x);
            tf.summary.histogram("counts", n, family: "ints");
        }
        tf.summary.scalar("apart", total, collections: ["mine", "yours"]);
        tf.summary.scalar("nowhere", total, collections: []);
        tf.summary.text("text", note);
        tf.summary.tensor_summary("tensor", total, summary_description: "A sum.", display_name: "The total");
        tf.summary.tensor_summary("matrix", n, family: "tensors", display_name: "A matrix");
        tf.summary.merge([loss, values]);
        var kept = tf.summary.merge([loss, again], collections: ["mine"], name: "two losses");
        tf.summary.merge_all();
        tf.summary.merge_all(scope: "train/loss", name: "losses");
        tf.summary.merge_all("mine");
        Assert.IsNull(tf.summary.merge_all("nothing"));
        CollectionAssert.AreEqual(new[] { "apart:0", "two_losses/two_losses:0" }, tf.get_collection<Tensor>("mine").Select(t => t.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "apart:0" }, tf.get_collection<Tensor>("yours").Select(t => t.Name).ToArray());
        Assert.AreEqual("two_losses/two_losses:0", kept.Name);
    });

    [TestMethod]
    public void Wrong_uses_are_told_while_building()
    {
        InGraph.Fails<ValueError>("List argument 'inputs' to 'MergeSummary' Op with length 0 shorter than minimum length 1.", () => tf.summary.merge([]));
        InGraph.Fails<ValueError>("Expected tensor Const:0 to have dtype string, got <dtype: 'int32'>", () => tf.summary.text("a", tf.constant(1)));
        InGraph.Fails<ValueError>("'' is not a valid node name", () => tf.summary.scalar("", tf.constant(1f)));
        InGraph.Fails<ValueError>("At least one of name (None) and default_name (None) must be provided.", () => tf.summary.scalar(null!, tf.constant(1f)));
        InGraph.FailsWith<TypeError>("Value passed to parameter 'values' has DataType string not in list of allowed values: float32, float64, int32, uint8, int16, int8, int64, bfloat16, "
            + "uint16, float16, uint32, uint64", () => tf.summary.scalar("a", tf.constant("s")));
        InGraph.Run(() => Assert.AreEqual("HistogramSummary:0", tf.summary.histogram(null, new[] { 1, 2 }).Name));
    }
}
