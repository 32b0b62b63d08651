"""Ways to run a cell that rnn_options.py leaves out: decoders, cells as fused ones, states of other kinds, outputs in structures, raw loops with a state of their own,
a cell of one's own in every runner."""
import numpy as np
import tensorflow as tf
from recorder import Recorder
from tensorflow.python.util import nest

rnn = tf.nn.rnn_cell
contrib = tf.contrib.rnn


class Own(rnn.RNNCell):
    """A cell of one's own: one weight made by build, one found by get_variable in the call."""
    state_size = 4
    output_size = 4

    def build(self, inputs_shape):
        self.w = self.add_weight("w", shape=[int(inputs_shape[-1]), 4])
        self.built = True

    def call(self, inputs, state):
        u = tf.get_variable("u", [4, 4])
        output = tf.tanh(tf.matmul(inputs, self.w) + tf.matmul(state, u))
        return output, output


class Counting(rnn.RNNCell):
    """The state is a number, which no row's end holds back; the outputs are of different widths."""
    state_size = tf.TensorShape([])
    output_size = (tf.TensorShape([2]), [tf.TensorShape([4])])

    def zero_state(self, batch_size, dtype):
        return tf.zeros([], dtype=tf.int32)

    def call(self, inputs, state):
        return (inputs, [tf.concat([inputs, inputs], axis=-1)]), state + 1


class Collecting(rnn.RNNCell):
    """The state holds an array."""
    output_size = 2
    state_size = (tf.TensorShape([]), ())

    def zero_state(self, batch_size, dtype):
        return tf.zeros([], dtype=tf.int32), tf.TensorArray(dtype, size=0, dynamic_size=True)

    def call(self, inputs, state):
        return inputs * 2.0, (state[0] + 1, state[1].write(state[0], inputs))


class Spreading(rnn.RNNCell):
    """Inputs, outputs and state in structures, some of them matrices."""
    state_size = {"b": tf.TensorShape([2, 2]), "a": 4}
    output_size = (4, [tf.TensorShape([2, 2])])

    def call(self, inputs, state):
        left, (right,) = inputs
        u = tf.get_variable("u", [8, 4])
        new = tf.tanh(tf.matmul(tf.concat([left, tf.reshape(right, [3, 6])], 1), u) + state["a"])
        wide = tf.reshape(new, [3, 2, 2]) + state["b"]
        return (new, [wide]), {"a": new, "b": wide}


class Narrow(Spreading):
    """bidirectional_dynamic_rnn takes no outputs in structures."""
    output_size = 4

    def call(self, inputs, state):
        outputs, state = super(Narrow, self).call(inputs, state)
        return outputs[0], state


def case_decoder(x, n):
    outputs, state = tf.contrib.legacy_seq2seq.rnn_decoder(tf.unstack(x, axis=1), rnn.LSTMCell(4).zero_state(3, tf.float32), rnn.LSTMCell(4))
    return outputs, state


def case_decoder_loop(x, n):
    w = tf.get_variable("w", [4, 2])
    cell = rnn.MultiRNNCell([rnn.GRUCell(4), rnn.GRUCell(4)])
    return tf.contrib.legacy_seq2seq.rnn_decoder(tf.unstack(x, axis=1), cell.zero_state(3, tf.float32), cell,
                                                 loop_function=lambda prev, i: tf.matmul(prev, w) * float(i), scope="decoding")


def case_scalar_state(x, n):
    return tf.nn.dynamic_rnn(Counting(), x, dtype=tf.float32, sequence_length=n)


def case_array_state(x, n):
    outputs, state = tf.nn.dynamic_rnn(Collecting(), x, dtype=tf.float32, sequence_length=n)
    return outputs, state[0], state[1].stack()


def case_nested_inputs(x, n):
    class Joining(rnn.RNNCell):
        state_size = {"b": 4, "a": 4}
        output_size = 4

        def call(self, inputs, state):
            left, (right,) = inputs
            u = tf.get_variable("u", [6, 4])
            new = tf.tanh(tf.matmul(tf.concat([left, right], 1), u) + state["a"])
            return new + state["b"], {"a": new, "b": state["a"]}
    return tf.nn.dynamic_rnn(Joining(), (x, [tf.tile(x, [1, 1, 2])]), dtype=tf.float32, sequence_length=n)


def case_nested_runners(x, n):
    right = tf.reshape(tf.tile(x, [1, 1, 3]), [3, 5, 2, 3])
    steps = [(a, [b]) for a, b in zip(tf.unstack(x, axis=1), tf.unstack(right, axis=1))]
    return (tf.nn.bidirectional_dynamic_rnn(Narrow(), Narrow(), (x, [right]), sequence_length=n, dtype=tf.float32),
            tf.nn.static_rnn(Spreading(), steps, sequence_length=n, dtype=tf.float32, scope="static"),
            tf.nn.static_bidirectional_rnn(Spreading(), Spreading(), steps, sequence_length=n, dtype=tf.float32))


def case_raw_state(x, n):
    """A loop with a state of its own, an array in it, that emits something else than the cell's output; the batch is known in the run."""
    cell, xs = rnn.GRUCell(4), tf.transpose(tf.placeholder_with_default(x, [None, 5, 2]), [1, 0, 2])

    def loop_fn(time, cell_output, cell_state, loop_state):
        if cell_output is None:
            next_state = cell.zero_state(tf.shape(xs)[1], tf.float32)
            emit = (tf.zeros([3]), tf.zeros(tf.shape(xs)[2:]))
            loop_state = (tf.zeros([], tf.int32), tf.TensorArray(tf.float32, 0, dynamic_size=True, clear_after_read=False))
        else:
            next_state = cell_state * 0.5
            emit = (cell_output[:, :3], xs[0] + cell_output[:, 2:])
            loop_state = (loop_state[0] + 2, loop_state[1].write(time - 1, tf.reduce_sum(cell_output)))
        return time >= n, xs[tf.minimum(time, 4)], next_state, emit, loop_state
    out, state, loop = tf.nn.raw_rnn(cell, loop_fn, parallel_iterations=1, swap_memory=True, scope="raw")
    return out[0].stack(), out[1].stack(), state, loop[0], loop[1].stack()


def case_fused_state(x, n):
    """The fused cell with a state, peepholes and clipping; batch and time are known in the run."""
    xs = tf.transpose(tf.placeholder_with_default(x, [None, None, 2]), [1, 0, 2])
    cell = contrib.LSTMBlockFusedCell(4, forget_bias=0.5, cell_clip=0.3, use_peephole=True, name="fused")
    first, state = cell(xs, dtype=tf.float32)
    second, state = cell(xs, initial_state=state, sequence_length=n)
    return first, second, state


def case_fused_adaptors(x, n):
    xs = tf.transpose(x, [1, 0, 2])
    dynamic = contrib.FusedRNNCellAdaptor(rnn.LSTMCell(4, name="dynamic"), use_dynamic_rnn=True)
    static = contrib.FusedRNNCellAdaptor(rnn.GRUCell(4, name="static"))
    block = contrib.LSTMBlockFusedCell(4)
    back = contrib.TimeReversedFusedRNN(dynamic)
    return (dynamic(xs, dtype=tf.float32, sequence_length=n), dynamic(tf.unstack(xs), dtype=tf.float32, scope="lists"),
            static(xs, dtype=tf.float32, scope="static"), static(tf.unstack(xs), dtype=tf.float32, sequence_length=n, scope="static_lists"),
            back(xs, dtype=tf.float32, sequence_length=n, scope="back"), back(xs, dtype=tf.float32, scope="back_all"),
            contrib.TimeReversedFusedRNN(static)(tf.unstack(xs), dtype=tf.float32, scope="back_lists"),
            contrib.TimeReversedFusedRNN(block)(xs, dtype=tf.float32, sequence_length=n, initial_state=block(xs, dtype=tf.float32)[1]))


def case_saver_lengths(x, n):
    class Saver(object):
        kept = tf.get_variable("kept", [3, 4], initializer=tf.zeros_initializer(), trainable=False)

        def state(self, name):
            return self.kept

        def save_state(self, name, value):
            return tf.assign(self.kept, value, name=name).op
    return tf.nn.static_state_saving_rnn(rnn.GRUCell(4), tf.unstack(x, axis=1), Saver(), "s", sequence_length=n)


def case_own_cell(x, n):
    """A cell of one's own in every runner, alone and in wrappers."""
    def loop_fn(time, cell_output, cell_state, loop_state):
        state = tf.zeros([3, 4]) if cell_output is None else cell_state
        return time >= n, xs[tf.minimum(time, 4)], state, cell_output, None

    def wrapped():
        return rnn.MultiRNNCell([rnn.DropoutWrapper(rnn.DeviceWrapper(Own(), "/cpu:0"), 0.9, seed=25), rnn.ResidualWrapper(Own())])
    xs, steps = tf.transpose(x, [1, 0, 2]), tf.unstack(x, axis=1)
    raw = Own()
    results = [tf.nn.dynamic_rnn(Own(), x, sequence_length=n, dtype=tf.float32), tf.nn.static_rnn(Own(), steps, dtype=tf.float32, scope="static"),
               tf.nn.bidirectional_dynamic_rnn(Own(), Own(), x, dtype=tf.float32), tf.nn.dynamic_rnn(wrapped(), x, dtype=tf.float32, parallel_iterations=1, scope="w")]
    emitted, state, _ = tf.nn.raw_rnn(raw, loop_fn, scope="raw")
    again = tf.nn.static_rnn(raw, steps, dtype=tf.float32, scope="again")
    return results, emitted.stack(), state, again


for name, build in sorted((k[5:], v) for k, v in list(globals().items()) if k.startswith("case_")):
    tf.reset_default_graph()
    rec = Recorder(__file__, "rnn_" + name)
    tf.set_random_seed(18)
    x = tf.placeholder(tf.float32, [3, 5, 2], name="x")
    n = tf.placeholder(tf.int32, [3], name="n")
    flat = nest.flatten(build(x, n))
    grads = tf.gradients([tf.reduce_sum(tf.square(t)) for t in flat if t.dtype == tf.float32], tf.trainable_variables() + [x])
    rng = np.random.RandomState(12)
    with rec.session() as sess:
        sess.run(tf.global_variables_initializer())
        if tf.global_variables():
            rec.snapshot(sess, "init")
        for lengths in ([5, 2, 0], [1, 4, 3]):
            sess.run([flat, grads], {x: 0.3 * rng.randn(3, 5, 2), n: lengths})
