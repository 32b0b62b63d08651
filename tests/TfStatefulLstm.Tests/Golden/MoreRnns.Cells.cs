using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

// Cells with states and outputs of other kinds, and what keeps a state.
internal static partial class MoreRnns
{
    /// <summary>The state is a number, which no row's end holds back; the outputs are of different widths.</summary>
    private sealed class Counting : RNNCell
    {
        public override Nest<Shape> StateSize => Shape.Scalar;

        public override Nest<Shape> OutputSize => (new Shape(2), Nest<Shape>.List(new Shape(4)));

        public override Nested ZeroState(TensorLike batchSize, DType dtype) => tf.zeros(Shape.Scalar, dtype: tf.int32);

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
        {
            var x = (Tensor)inputs.Value;
            return ((inputs, Nested.List(tf.concat(new TensorLike[] { x, x }, axis: -1))), (Tensor)state.Value + 1);
        }
    }

    /// <summary>The state holds an array.</summary>
    private sealed class Collecting : RNNCell
    {
        public override Nest<Shape> OutputSize => new Shape(2);

        public override Nest<Shape> StateSize => (Shape.Scalar, Nest<Shape>.Tuple([]));

        public override Nested ZeroState(TensorLike batchSize, DType dtype) => (tf.zeros(Shape.Scalar, dtype: tf.int32), tf.TensorArray(dtype, 0, dynamic_size: true));

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
        {
            var (number, array) = ((Tensor)state[0].Value, (TensorArray)state[1].Value);
            return ((Tensor)inputs.Value * 2.0, (number + 1, array.write(number, inputs.Value)));
        }
    }

    /// <summary>Inputs in a tuple and a list, the state in a dictionary.</summary>
    private sealed class Joining : RNNCell
    {
        public override Nest<Shape> StateSize => Nest<Shape>.Dictionary([new("b", new Shape(4)), new("a", new Shape(4))]);

        public override Nest<Shape> OutputSize => new Shape(4);

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
        {
            var (left, right) = (inputs[0].Value, inputs[1][0].Value);
            var u = tf.get_variable("u", (6, 4));
            var made = tf.tanh(tf.matmul(tf.concat(new TensorLike[] { left, right }, 1), u) + (Tensor)state["a"].Value);
            return (made + (Tensor)state["b"].Value, Nested.Dictionary([new("a", made), new("b", state["a"])]));
        }
    }

    /// <summary>Inputs, outputs and state in structures, some of them matrices.</summary>
    private class Spreading : RNNCell
    {
        public override Nest<Shape> StateSize => Nest<Shape>.Dictionary([new("b", new Shape(2, 2)), new("a", new Shape(4))]);

        public override Nest<Shape> OutputSize => (new Shape(4), Nest<Shape>.List(new Shape(2, 2)));

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
        {
            var (left, right) = (inputs[0].Value, inputs[1][0].Value);
            var u = tf.get_variable("u", (8, 4));
            var made = tf.tanh(tf.matmul(tf.concat(new TensorLike[] { left, tf.reshape(right, new[] { 3, 6 }) }, 1), u) + (Tensor)state["a"].Value);
            var wide = tf.reshape(made, new[] { 3, 2, 2 }) + (Tensor)state["b"].Value;
            return ((made, Nested.List(wide)), Nested.Dictionary([new("a", made), new("b", wide)]));
        }
    }

    /// <summary>The same with one output.</summary>
    private sealed class Narrow : Spreading
    {
        public override Nest<Shape> OutputSize => new Shape(4);

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
        {
            var (outputs, next) = base.Call(inputs, state);
            return (outputs[0], next);
        }
    }

    private sealed class Saver : IStateSaver
    {
        private readonly VariableBase kept = tf.get_variable("kept", (3, 4), initializer: tf.zeros_initializer(), trainable: false);

        public TensorConvertible State(string name) => kept;

        public Dependency SaveState(string name, TensorConvertible value) => ((Tensor)tf.assign(kept, value, name: name)).Op;
    }
}
