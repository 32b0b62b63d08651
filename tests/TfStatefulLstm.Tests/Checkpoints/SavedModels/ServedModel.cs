using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Checkpoints.SavedModels;

/// <summary>A small stateful model with what it answers, to be held against what others make of its SavedModels.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly IDisposable _graph = new Graph().AsDefault();

    public ServedModel(bool ownCollection = false)
    {
        tf.set_random_seed(3);
        X = tf.placeholder(tf.float32, (2, 1, 3), name: "x");
        var cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(4), tf.nn.rnn_cell.GRUCell(5)]);
        Rnn = new StatefulRnn(cell, X, collections: ownCollection ? [tf.GraphKeys.RNN_STATE] : null);
        Y = tf.matmul(tf.squeeze(Rnn.Peek, axis: 1), tf.get_variable("w", (5, 2)), name: "y");
        Session = tf.Session();
        Session.run(tf.global_variables_initializer());
        if (ownCollection) Session.run(tf.variables_initializer([.. tf.get_collection(tf.GraphKeys.RNN_STATE).Cast<TfStatefulLstm.Framework.Variables.VariableBase>()]));
    }

    public Tensor X { get; }

    public Tensor Y { get; }

    public StatefulRnn Rnn { get; }

    public Session Session { get; }

    public Dictionary<string, Tensor> Inputs => new() { ["x"] = X };

    public Dictionary<string, Tensor> Outputs => new() { ["y"] = Y };

    /// <summary>Input number <paramref name="t"/>: the sines of 6 t, 6 t + 1, ...</summary>
    public static NDArray Frame(int t) => NDArray.From([.. Enumerable.Range(6 * t, 6).Select(i => (float)Math.Sin(i))], 2, 1, 3);

    /// <summary>Two frames, a third one twice without going on, a reset of the first row, and the third frame: what each answers.</summary>
    /// <param name="run">Runs a signature.</param>
    public static float[][] Conversation(Func<string, string, NDArray, IReadOnlyDictionary<string, NDArray>> run)
    {
        float[] Y(string signature, int frame) => run(signature, "x", Frame(frame))["y"].ToArray<float>();
        var answers = new List<float[]> { Y("serving_default", 0), Y("serving_default", 1), Y(StatefulModels.PeekSignature, 2), Y(StatefulModels.PeekSignature, 2) };
        var rows = NDArray.From([true, false], 2);
        CollectionAssert.AreEqual(rows.ToArray<bool>(), run(StatefulModels.ResetSignature, StatefulModels.ResetMask, rows)[StatefulModels.ResetMask].ToArray<bool>());
        answers.Add(Y("serving_default", 2));
        return [.. answers];
    }

    /// <summary>The same, as the model itself answers; its state is as it was.</summary>
    public float[][] Expected()
    {
        var before = Session.ReadState(Rnn.States);
        foreach (var op in Rnn.Reset) Session.run(op);
        var answers = Conversation((signature, name, value) => signature switch
        {
            StatefulModels.ResetSignature => Reset(value),
            StatefulModels.PeekSignature => new Dictionary<string, NDArray> { ["y"] = Session.run(Y, (X, value)) },
            _ => new Dictionary<string, NDArray> { ["y"] = Session.run(((Fetch)Y, (Fetches)Rnn.Update.Select(u => (Fetch)u).ToArray()), (X, value)).Item1 },
        });
        Session.WriteState(Rnn.States, before);
        Assert.IsGreaterThan(0.001f, Math.Abs(answers[2][0] - answers[4][0]), "the reset changes nothing");
        Assert.AreEqual(answers[2][2], answers[4][2], 1e-6f, "the row that is not reset stays");
        return answers;

        Dictionary<string, NDArray> Reset(NDArray rows)
        {
            Session.run((IReadOnlyList<Fetch>)[.. Rnn.ResetRows.Select(r => (Fetch)r)], (Rnn.ResetMask, rows));
            return new Dictionary<string, NDArray> { [StatefulModels.ResetMask] = rows };
        }
    }

    public static void Same(float[][] expected, IReadOnlyList<IReadOnlyList<float>> actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.HasCount(expected[i].Length, actual[i]);
            for (var k = 0; k < expected[i].Length; k++) Assert.AreEqual(expected[i][k], actual[i][k], 1e-5f, $"answer {i}, element {k}");
        }
    }

    public void Dispose()
    {
        Session.Dispose();
        _graph.Dispose();
    }
}
