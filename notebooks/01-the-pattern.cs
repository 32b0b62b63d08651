// The notebook 01-the-pattern.ipynb as a program: dotnet run notebooks/01-the-pattern.cs
#:project ../src/TfStatefulLstm/TfStatefulLstm.csproj
#:property PublishAot=false

using TfStatefulLstm;
using TfStatefulLstm.Facade;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using State = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

int batch_size = 3, max_length = 6, frame_size = 4, num_units = 5, num_layers = 2;

var random = new Random(0);
var sequence = new float[batch_size, max_length, frame_size];
for (var b = 0; b < batch_size; b++)
    for (var t = 0; t < max_length; t++)
        for (var f = 0; f < frame_size; f++) sequence[b, t, f] = (float)(2 * random.NextDouble() - 1);

float[,,] Frames(int from, int count)
{
    var cut = new float[batch_size, count, frame_size];
    for (var b = 0; b < batch_size; b++)
        for (var t = 0; t < count; t++)
            for (var f = 0; f < frame_size; f++) cut[b, t, f] = sequence[b, from + t, f];
    return cut;
}

RNNCell Layers() => tf.nn.rnn_cell.MultiRNNCell(Enumerable.Range(0, num_layers).Select(_ => tf.nn.rnn_cell.LSTMCell(num_units)));

string Apart(NDArray a, NDArray b) => a.ToArray<float>().Zip(b.ToArray<float>(), (x, y) => Math.Abs(x - y)).Max() < 1e-6 ? "the same" : "not the same";

NDArray Row(NDArray outputs, int row) => outputs.ToArray<float>().Chunk(outputs.Length / batch_size).ElementAt(row);

tf.reset_default_graph();
tf.set_random_seed(7);

var data = tf.placeholder(tf.float32, (batch_size, -1, frame_size));
var cell = Layers();
var (outputs, last) = tf.nn.dynamic_rnn(cell, data, dtype: tf.float32);

var sess = tf.Session();
sess.run(tf.global_variables_initializer());

NDArray whole = sess.run(outputs[.., -1], (data, Frames(0, max_length)));
NDArray frame = null!;
for (var t = 0; t < max_length; t++) frame = sess.run(outputs[.., -1], (data, Frames(t, 1)));
Console.WriteLine($"frame by frame, forgetting: {Apart(whole, frame)}");
sess.close();

tf.reset_default_graph();
tf.set_random_seed(7);

data = tf.placeholder(tf.float32, (batch_size, -1, frame_size));
var fed = tf.placeholder(tf.float32, (num_layers, 2, batch_size, num_units));
var layer = tf.unstack(fed, axis: 0);
State fed_tuple = layer.Select(l => tf.nn.rnn_cell.LSTMStateTuple(l[0], l[1])).ToArray();
cell = Layers();
(outputs, last) = tf.nn.dynamic_rnn(cell, data, initial_state: fed_tuple);
var packed = tf.stack(last.Flatten().Select(s => (TensorLike)s).ToArray());

sess = tf.Session();
sess.run(tf.global_variables_initializer());

NDArray state = new float[num_layers, 2, batch_size, num_units];
whole = sess.run(outputs[.., -1], (data, Frames(0, max_length)), (fed, state));
for (var t = 0; t < max_length; t++)
{
    (frame, var next) = sess.run((outputs[.., -1], packed), (data, Frames(t, 1)), (fed, state));
    state = next.Reshape(num_layers, 2, batch_size, num_units);
}
Console.WriteLine($"frame by frame, the state fed back: {Apart(whole, frame)}");
sess.close();

State get_state_variables(int batch_size, RNNCell cell) =>
    cell.zero_state(batch_size, tf.float32).Map(zero => (TensorConvertible)tf.Variable(zero, trainable: false));

Tensor[] get_state_update_op(State state_variables, State new_states) =>
    tf.tuple(state_variables.Flatten().Zip(new_states.Flatten(), (variable, value) => tf.assign(variable, value)));

Tensor[] get_state_reset_op(State state_variables, RNNCell cell, int batch_size) =>
    get_state_update_op(state_variables, cell.zero_state(batch_size, tf.float32));

tf.reset_default_graph();
tf.set_random_seed(7);

data = tf.placeholder(tf.float32, (batch_size, -1, frame_size));
cell = Layers();
var states = get_state_variables(batch_size, cell);
(outputs, last) = tf.nn.dynamic_rnn(cell, data, initial_state: states);
var update_op = get_state_update_op(states, last);
var reset_op = get_state_reset_op(states, cell, batch_size);

sess = tf.Session();
sess.run(tf.global_variables_initializer());

(whole, _) = sess.run((outputs[.., -1], update_op), (data, Frames(0, max_length)));
sess.run(reset_op);
for (var t = 0; t < max_length; t++) (frame, _) = sess.run((outputs[.., -1], update_op), (data, Frames(t, 1)));
Console.WriteLine($"frame by frame, the state in variables: {Apart(whole, frame)}");

var first_peek = sess.run(outputs, (data, Frames(0, 2)));
var second_peek = sess.run(outputs, (data, Frames(0, 2)));
Console.WriteLine($"two runs without the update: {Apart(first_peek, second_peek)}");

sess.run(reset_op);
(var fresh, _) = sess.run((outputs, update_op), (data, Frames(0, 2)));
(var carried, _) = sess.run((outputs, update_op), (data, Frames(0, 2)));
Console.WriteLine($"the same frames afresh and carried on: {Apart(fresh, carried)}");
sess.close();

tf.reset_default_graph();
tf.set_random_seed(7);

data = tf.placeholder(tf.float32, (batch_size, -1, frame_size));
var rnn = new StatefulRnn(Layers(), data);

sess = tf.Session();
sess.run(tf.global_variables_initializer());

for (var t = 0; t < 3; t++) sess.run(rnn.Advance, (data, Frames(t, 1)));
var peek = sess.run(rnn.Peek, (data, Frames(3, 3)));
var advance = sess.run(rnn.Advance, (data, Frames(3, 3)));
Console.WriteLine($"peek, then advance: {Apart(peek, advance)}");

// The second sequence is over: its row, and no other, begins anew.
sess.run(rnn.ResetRows.ToArray(), (rnn.ResetMask, new[] { false, true, false }));
var mixed = sess.run(rnn.Peek, (data, Frames(0, 3)));
var anew = sess.run(rnn.Fresh, (data, Frames(0, 3)));
Console.WriteLine($"the row that was reset: {Apart(Row(mixed, 1), Row(anew, 1))} as fresh from zero");
Console.WriteLine($"a row that was not: {Apart(Row(mixed, 0), Row(anew, 0))}");

sess.close();
