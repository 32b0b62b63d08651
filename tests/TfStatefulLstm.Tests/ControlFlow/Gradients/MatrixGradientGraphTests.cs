using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow.Gradients;

/// <summary>tests/golden/programs/gradients_matrices.py, line by line: gradients of gradients and of matrices.</summary>
[TestClass]
public sealed class MatrixGradientGraphTests
{
    [TestMethod]
    public void Gradients_of_gradients_and_matrices_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("gradients_matrices", () =>
    {
        var image = tf.placeholder(tf.float32, [1, 4, 4, 2], name: "image");
        var images = tf.placeholder(tf.float32, [-1, 4, 4, 2], name: "images");
        var x = tf.placeholder(tf.float32, [3, 4], name: "x");
        var u = tf.placeholder(tf.float32, [-1, 4], name: "u");
        var tall = tf.placeholder(tf.float64, [4, 3], name: "tall");
        var square = tf.placeholder(tf.float64, [2, 3, 3], name: "square");
        var rhs = tf.placeholder(tf.float64, [2, 3, 2], name: "rhs");
        using (tf.name_scope("pools")) Pools(image, images);
        using (tf.name_scope("mirrors"))
        {
            foreach (var mode in new[] { "REFLECT", "SYMMETRIC" })
            {
                foreach (var a in new[] { x, u })
                {
                    var first = Grad(tf.square(tf.pad(a, new[,] { { 1, 2 }, { 0, 3 } }, mode)), a);
                    Grad(tf.square(first), a);
                }
            }
        }
        using (tf.name_scope("decompositions"))
        {
            var qr = Nodes.Op("Qr", null, [tall]).Outputs;
            Grad([qr[0] * qr[0], qr[1] * 2.0], tall);
            Grad(qr[0], tall);
            qr = Nodes.Op("Qr", null, [square]).Outputs;
            Grad(qr[1] * qr[1], square);
        }
        using (tf.name_scope("systems"))
        {
            foreach (var lower in new[] { true, false })
                foreach (var adjoint in new[] { true, false })
                    Grad(Nodes.Make("MatrixTriangularSolve", null, [square, rhs], ("lower", AttrValues.Of(lower)), ("adjoint", AttrValues.Of(adjoint))), square, rhs);
            Grad(Nodes.Make("MatrixBandPart", null, [square, 1, 0]) * ArrayFunctions.Adjoint(square), square);
        }
    });

    private static void Pools(Tensor image, Tensor images)
    {
        Tensor? second = null;
        foreach (var a in new[] { image, images })
        {
            foreach (var (padding, stride) in new[] { ("VALID", 1), ("SAME", 3) })
            {
                var first = Grad(tf.square(tf.nn.max_pool(a, [1, 2, 2, 1], [1, stride, stride, 1], padding)), a);
                second = Grad(tf.square(first), a);
            }
        }
        Grad(second!, images);
    }

    private static Tensor Grad(TensorLike ys, params TensorConvertible[] xs) => (Tensor)tf.gradients(ys, xs)[0]!;
}
