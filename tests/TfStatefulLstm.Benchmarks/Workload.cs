using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
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
        new("stream_512_b1_t1", () => Stream(512, 1, 1)),
        new("stream_512_b64_t1", () => Stream(512, 64, 1)),
        new("batch_512_b64_t100", () => Stream(512, 64, 100)),
        new("batch_512_b1_t100", () => Stream(512, 1, 100)),
        new("gru_256_b32_t50", () => Gru(256, 32, 50)),
        new("run_overhead", Trivial),
    ];

    /// <summary>Builds the graph and initializes its variables.</summary>
    public Step Start()
    {
        using var graph = tf.Graph().as_default();
        var step = Build();
        var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return new Step(session, step(session));
    }

    private static Func<Session, Action> Stream(int units, int batch, int time) =>
        Recurrent(() => tf.nn.rnn_cell.LSTMCell(units), batch, time, units);

    private static Func<Session, Action> Gru(int units, int batch, int time) =>
        Recurrent(() => tf.nn.rnn_cell.GRUCell(units), batch, time, inputs: 64);

    private static Func<Session, Action> Recurrent(Func<RNNCell> layer, int batch, int time, int inputs)
    {
        var x = tf.placeholder(tf.float32, [batch, time, inputs]);
        var cell = tf.nn.rnn_cell.MultiRNNCell([layer(), layer()]);
        var kept = cell.zero_state(batch, tf.float32).Map(z => (TensorConvertible)tf.Variable(z, trainable: false));
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: kept);
        var update = tf.group([.. kept.Flatten().Zip(last.Flatten(), (v, l) => (Dependency)tf.assign(v, l))]);
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
