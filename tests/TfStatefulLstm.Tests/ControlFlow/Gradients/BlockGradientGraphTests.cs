using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow.Gradients;

/// <summary>tests/golden/programs/gradients_blocks.py, line by line: the gradients of the ops that hold a whole cell.</summary>
[TestClass]
public sealed class BlockGradientGraphTests
{
    [TestMethod]
    public void Gradients_of_whole_cells_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("gradients_blocks", () =>
    {
        static Tensor Input(string name, params long[] shape) => tf.placeholder(tf.float32, shape, name: name);
        var (x, xs, c, h, w, p) = (Input("x", 2, 3), Input("xs", 5, 2, 3), Input("c", 2, 4), Input("h", 2, 4), Input("w", 7, 16), Input("p", 4));
        var (b, w_ru, w_c, b_ru, b_c, u) = (Input("b", 16), Input("w_ru", 7, 8), Input("w_c", 7, 4), Input("b_ru", 8), Input("b_c", 4), Input("u", -1, 3));
        var peephole = ("use_peephole", AttrValues.Of(true));
        var lstm = Nodes.Op("LSTMBlockCell", null, [x, c, h, w, p, p, p, b], peephole).Outputs;
        tf.gradients([lstm[1], lstm[6]], [x, c, h, w, p, b]);
        lstm = Nodes.Op("LSTMBlockCell", null, [u, c, h, w, p, p, p, b]).Outputs;
        tf.gradients(lstm[6], [u, c, h, w, b]);
        var gru = Nodes.Op("GRUBlockCell", null, [x, h, w_ru, w_c, b_ru, b_c]).Outputs;
        tf.gradients(gru[3], [x, h, w_ru, w_c, b_ru, b_c]);
        var block = Nodes.Op("BlockLSTM", null, [tf.constant(4, tf.int64), xs, c, h, w, p, p, p, b], peephole).Outputs;
        tf.gradients(tf.square(block[6]), [xs, c, h, w, p, b]);
    });
}
