using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Runtime;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Benchmarks;

/// <summary>A step to time, with the session it runs in.</summary>
internal sealed class Step(Session session, Action run) : IDisposable
{
    public void Run() => run();

    public void Dispose() => session.Dispose();
}

/// <summary>A workload of <c>peer/tf_bench.py</c>, built and run as that program builds and runs it.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Build">Builds its graph and gives what one step runs.</param>
internal sealed record Workload(string Name, Func<Func<Session, Action>> Build)
{
    public static readonly IReadOnlyList<Workload> All =
    [
        new("ptb_small_train", () => Train(200, 10000, 20, 20)),
        new("ptb_medium_train", () => Train(650, 10000, 20, 35)),
        new("ptb_large_train", () => Train(1500, 10000, 20, 35)),
        new("char_train", () => Train(128, 65, 50, 50)),
        new("stream_512_b1_t1", () => Stream(512, 1, 1)),
        new("stream_512_b64_t1", () => Stream(512, 64, 1)),
        new("batch_512_b64_t100", () => Stream(512, 64, 100)),
        new("batch_512_b1_t100", () => Stream(512, 1, 100)),
        new("gru_256_b32_t50", () => Gru(256, 32, 50)),
        new("run_overhead", Trivial),
    ];

    /// <summary>Builds the graph and initializes its variables.</summary>
    /// <param name="engine">How the engine works.</param>
    public Step Start(EngineOptions? engine = null)
    {
        using var graph = tf.Graph().as_default();
        var step = Build();
        var session = tf.Session(config: new ConfigProto { engine = (nodes, _) => new ManagedEngine(nodes, engine) });
        session.run(tf.global_variables_initializer());
        return new Step(session, step(session));
    }

    private static Func<Session, Action> Stream(int units, int batch, int time) =>
        Recurrent(() => tf.nn.rnn_cell.LSTMCell(units), batch, time, units);

    private static Func<Session, Action> Gru(int units, int batch, int time) =>
        Recurrent(() => tf.nn.rnn_cell.GRUCell(units), batch, time, inputs: 64);

    /// <summary>A language model: two layers that keep their state, gradients clipped by their norm, descent.</summary>
    private static Func<Session, Action> Train(int units, int words, int batch, int time)
    {
        var (x, y) = (tf.placeholder(tf.int32, [batch, time]), tf.placeholder(tf.int32, [batch, time]));
        Tensor cost;
        Operation update;
        using (tf.variable_scope("m", initializer: tf.random_uniform_initializer(-0.05, 0.05)))
        {
            var inputs = tf.nn.embedding_lookup(tf.get_variable("e", [words, units]), x);
            (var outputs, update) = Stateful(() => tf.nn.rnn_cell.BasicLSTMCell(units, forget_bias: 0.0f), inputs, batch);
            var logits = tf.nn.xw_plus_b(tf.reshape(outputs, [-1, units]), tf.get_variable("w", [units, words]), tf.get_variable("b", [words]));
            cost = tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: tf.reshape(y, [-1]), logits: logits)) / (float)batch;
        }
        var variables = tf.trainable_variables();
        var (gradients, _) = tf.clip_by_global_norm(tf.gradients(cost, variables), 5.0);
        var train = tf.train.GradientDescentOptimizer(0.1).apply_gradients(gradients.Zip(variables));
        var random = new Random(0);
        NDArray Text() => NDArray.From(Enumerable.Range(0, batch * time).Select(_ => random.Next(words)).ToArray(), [batch, time]);
        var (text, following) = (Text(), Text());
        return session => () => session.run((cost, train, update), (x, text), (y, following));
    }

    /// <summary>Two layers whose state stays in variables.</summary>
    private static (Tensor Outputs, Operation Update) Stateful(Func<RNNCell> layer, Tensor x, int batch)
    {
        var cell = tf.nn.rnn_cell.MultiRNNCell([layer(), layer()]);
        var kept = cell.zero_state(batch, tf.float32).Map(z => (TensorConvertible)tf.Variable(z, trainable: false));
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: kept);
        return (outputs, tf.group([.. kept.Flatten().Zip(last.Flatten(), (v, l) => (Dependency)tf.assign(v, l))]));
    }

    private static Func<Session, Action> Recurrent(Func<RNNCell> layer, int batch, int time, int inputs)
    {
        var x = tf.placeholder(tf.float32, [batch, time, inputs]);
        var (outputs, update) = Stateful(layer, x, batch);
        var data = Normal(batch, time, inputs);
        return session => () => session.run((outputs, update), (x, data));
    }

    private static Func<Session, Action> Trivial()
    {
        var a = tf.Variable(1.0f);
        var add = a.assign_add(1.0f);
        return session => () => session.run(add);
    }

    private static NDArray Normal(params long[] dims)
    {
        var random = new Random(0);
        var values = new float[dims.Aggregate((a, b) => a * b)];
        for (var i = 0; i < values.Length; i++) values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return NDArray.From(values, dims);
    }
}
