using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using TfStatefulLstm.Training.Corpus;
using TfStatefulLstm.Training.Tbptt;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Training.Tbptt;

/// <summary>Feed, run, carry, reset, validate, save; and whatever ends it leaves weights, state and checkpoint whole.</summary>
[TestClass]
public sealed class TbpttDriverTests
{
    private const int Rows = 3, Time = 4, Units = 5, Ids = 7;

    private static readonly int[] Sequence = [.. Enumerable.Range(0, 70).Select(i => (i * i + i / 3) % Ids)];
    private static readonly ContiguousBatcher Windows = ContiguousBatcher.Of(Sequence.AsSpan(), Rows, Time);

    [TestMethod]
    public async Task Steps_are_those_of_the_loop_that_a_program_writes()
    {
        using var byHand = new Model();
        var expected = new List<double>();
        foreach (var w in Windows.Epochs(epochs: 3))
        {
            if (w.StartsAll) byHand.Session.run((Fetches)byHand.Rnn.Reset.ToArray());
            var (loss, _, _) = byHand.Session.run((byHand.Loss, byHand.Train, (Fetches)byHand.Rnn.Update.ToArray()), (byHand.X, w.Inputs), (byHand.Y, w.Targets));
            expected.Add((float)loss);
        }
        using var model = new Model();
        var told = new Told();
        var steps = await model.Driver().TrainAsync(Windows.Epochs(epochs: 3), told).ToArrayAsync();
        CollectionAssert.AreEqual(expected, steps.Select(s => s.Loss).ToArray());
        CollectionAssert.AreEqual(steps, told.Steps);
        CollectionAssert.AreEqual(Windows.Epochs(epochs: 3).Select(w => (w.Step, w.Epoch)).ToArray(), steps.Select(s => (s.Step, s.Epoch)).ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(1, steps.Length).ToArray(), steps.Select(s => (int)s.Values["step"].Item<long>()).ToArray());
        Assert.AreEqual(byHand.Hash, model.Hash);
    }

    [TestMethod]
    public async Task A_training_that_was_left_goes_on_as_if_it_had_not_been()
    {
        using var folder = new TempFolder();
        using var unbroken = new Model();
        var expected = await unbroken.Driver().TrainAsync(Windows.Epochs(epochs: 3)).Select(s => s.Loss).ToArrayAsync();
        using var first = new Model();
        var losses = new List<double>();
        await foreach (var step in first.Driver(folder["m"]).TrainAsync(Windows.Epochs()))
        {
            losses.Add(step.Loss);
            if (losses.Count == 7) break;
        }
        using var second = new Model();
        second.Saver.restore(second.Session, folder.Path);
        losses.AddRange(await second.Driver(folder["m"]).TrainAsync(Windows.Epochs(from: 7, epochs: 3)).Select(s => s.Loss).ToArrayAsync());
        CollectionAssert.AreEqual(expected, losses);
        Assert.AreEqual(unbroken.Hash, second.Hash);
    }

    [TestMethod]
    public async Task A_cancelled_training_has_saved_what_it_has_done()
    {
        using var folder = new TempFolder();
        using var model = new Model();
        using var cancel = new CancellationTokenSource();
        var told = new Told(s =>
        {
            if (s.Step == 3) cancel.Cancel();
        });
        await Assert.ThrowsAsync<OperationCanceledException>(() => model.Driver(folder["m"]).TrainAsync(Windows.Epochs(), told, cancel.Token).ToArrayAsync().AsTask());
        Assert.HasCount(4, told.Steps);
        Assert.AreEqual(folder["m-4"], CheckpointManagement.LatestCheckpoint(folder.Path));
        using var restored = new Model();
        restored.Saver.restore(restored.Session, folder.Path);
        Assert.AreEqual(model.Hash, restored.Hash);
        Assert.AreEqual(4, (int)restored.Session.run(restored.Step).Item<long>());
    }

    [TestMethod]
    public async Task A_run_that_is_cancelled_in_its_midst_has_not_happened()
    {
        using var model = new Model();
        _ = await model.Driver().TrainAsync(Windows.Epochs().Take(2)).ToArrayAsync();
        var before = model.Hash;
        using var graph = model.Graph.as_default();
        var endless = tf.while_loop(i => i >= 0, i => tf.mod(i + 1, 1000), tf.constant(0));
        using var cancel = new CancellationTokenSource(millisecondsDelay: 100);
        var driver = new TbpttDriver(model.Session, model.Tbptt with { Train = tf.group([model.Train, endless.Op]) });
        await Assert.ThrowsAsync<OperationCanceledException>(() => driver.TrainAsync(Windows.Epochs().Skip(2), cancellation: cancel.Token).ToArrayAsync().AsTask());
        Assert.AreEqual(before, model.Hash);
    }

    [TestMethod]
    [DataRow(0)] // the first window of an epoch resets the state before it runs
    [DataRow(2)]
    public async Task A_run_that_fails_has_not_happened(int at)
    {
        using var folder = new TempFolder();
        using var model = new Model();
        _ = await model.Driver().TrainAsync(Windows.Epochs().Take(2)).ToArrayAsync();
        var before = model.Hash;
        var wrong = Windows[at] with { Inputs = new NDArray(DType.Int32, Rows, Time) };
        wrong.Inputs.Data<int>()[5] = Ids;
        await Assert.ThrowsAsync<InvalidArgumentError>(() => model.Driver(folder["m"]).TrainAsync([wrong]).ToArrayAsync().AsTask());
        Assert.AreEqual(before, model.Hash);
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void A_window_of_another_size()
    {
        using var model = new Model();
        var before = model.Hash;
        Assert.AreEqual("Cannot feed value of shape (2, 4) for Tensor 'x:0', which has shape '(3, 4)'",
            Assert.ThrowsExactly<ValueError>(() => model.Driver().Train(ContiguousBatcher.Of(Sequence.AsSpan(), 2, Time)[0])).Message);
        Assert.AreEqual(before, model.Hash);
    }

    [TestMethod]
    public async Task Validation_measures_the_held_out_loss_and_leaves_the_training_alone()
    {
        var heldOut = ContiguousBatcher.Of(Sequence.Reverse(), Rows, Time);
        using var plain = new Model();
        var expected = await plain.Driver().TrainAsync(Windows.Epochs().Take(6)).Select(s => s.Loss).ToArrayAsync();
        using var model = new Model();
        var options = new TbpttOptions { HeldOut = heldOut.Epoch(), ValidateEvery = 4 };
        var steps = await new TbpttDriver(model.Session, model.Tbptt, options).TrainAsync(Windows.Epochs().Take(6)).ToArrayAsync();
        CollectionAssert.AreEqual(expected, steps.Select(s => s.Loss).ToArray());
        CollectionAssert.AreEqual(new[] { 3L }, steps.Where(s => s.Validation is not null).Select(s => s.Step).ToArray());

        var (carried, reset) = (model.Driver().Validate(heldOut.Epoch()), model.Driver().Validate(heldOut.Epoch(), carry: false));
        Assert.AreEqual(plain.Hash, model.Hash);
        Assert.AreNotEqual(carried, reset);
        plain.Session.run((Fetches)plain.Rnn.Reset.ToArray());
        var byHand = heldOut.Epoch().Select(w => (double)(float)plain.Session.run((plain.Loss, (Fetches)plain.Rnn.Update.ToArray()), (plain.X, w.Inputs), (plain.Y, w.Targets)).Item1).ToArray();
        Assert.AreEqual(byHand.Average(), carried);
    }

    [TestMethod]
    public async Task Checkpoints_come_every_so_many_steps()
    {
        using var folder = new TempFolder();
        using var model = new Model();
        var options = new TbpttOptions { Saver = model.Saver, SavePath = folder["m"], GlobalStep = model.Step, SaveEvery = 2 };
        var steps = await new TbpttDriver(model.Session, model.Tbptt, options).TrainAsync(Windows.Epochs().Take(5)).ToArrayAsync();
        CollectionAssert.AreEqual(new[] { null, folder["m-2"], null, folder["m-4"], null }, steps.Select(s => s.Checkpoint).ToArray());
        CollectionAssert.AreEqual(new[] { folder["m-2"], folder["m-4"], folder["m-5"] }, model.Saver.LastCheckpoints.ToArray());
    }

    [TestMethod]
    public async Task A_row_that_begins_another_sequence_begins_with_a_state_of_zeros()
    {
        using var model = new Model();
        NDArray[] sequences = [Part(0, 11), Part(20, 6), Part(30, 9), Part(5, 14), Part(40, 3)];
        var graph = model.Tbptt with { Train = model.Nothing, Values = new Dictionary<string, Tensor> { ["outputs"] = model.Rnn.Peek } };
        var rows = new List<List<float>>[Rows];
        for (var row = 0; row < Rows; row++) rows[row] = [];
        var windows = SequenceBatcher.Windows(sequences, Rows, Time).ToArray();
        await foreach (var step in new TbpttDriver(model.Session, graph).TrainAsync(windows))
        {
            var (w, outputs) = (windows[step.Step], step.Values["outputs"].ToArray<float>());
            for (var row = 0; row < Rows; row++)
            {
                if (w.Starts[row]) rows[row].Add([]);
                rows[row].LastOrDefault()?.AddRange(outputs.Skip(row * Time * Units).Take(w.Lengths[row] * Units));
            }
        }
        var seen = rows.SelectMany(r => r).Where(r => r.Count > 0).ToArray();
        Assert.HasCount(sequences.Length, seen);
        foreach (var sequence in sequences)
        {
            var alone = ContiguousBatcher.Of<int>([.. sequence.ToArray<int>(), .. new int[Time]], 1, Time).Epoch()
                .SelectMany(w => model.Alone(w)).Take((sequence.Length - 1) * Units).ToArray();
            Assert.IsTrue(seen.Any(s => s.Count == alone.Length && s.Zip(alone).All(p => Math.Abs(p.First - p.Second) < 1e-6)));
        }
    }

    [TestMethod]
    public async Task Frames_from_a_file_train_a_learned_initial_state_too()
    {
        using var folder = new TempFolder();
        NpyFile.Write(folder["frames.npy"], NDArray.Of(Enumerable.Range(0, 60).Select(t => new[] { MathF.Sin(t), MathF.Cos(t) }).ToArray()));
        var windows = new ContiguousBatcher(NpyFile.Read(folder["frames.npy"]), Rows, Time);
        using var graph = new Graph().as_default();
        tf.set_random_seed(2);
        var x = tf.placeholder(tf.float32, (Rows, Time, 2));
        var y = tf.placeholder(tf.float32, (Rows, Time, 2));
        var rnn = new StatefulRnn(tf.nn.rnn_cell.GRUCell(Units), x, learned: true);
        var loss = tf.reduce_mean(tf.square(tf.layers.dense(rnn.Peek, 2) - y));
        var train = tf.train.AdamOptimizer(0.02).minimize(loss);
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        var learned = tf.trainable_variables().Single(v => v.Op.Name == "initial_state");
        var driver = new TbpttDriver(session, TbpttGraph.Of(rnn, x, y, loss, train));

        // Rows that go on have no part in what others begin with.
        driver.Train(windows[1]);
        Assert.IsTrue(session.run(learned).ToArray<float>().All(v => v == 0));
        driver.Train(windows[0]);
        Assert.IsTrue(session.run(learned).ToArray<float>().All(v => v != 0));

        var steps = await driver.TrainAsync(windows.Epochs(epochs: 40).ToAsyncEnumerable()).ToArrayAsync();
        Assert.IsLessThan(steps[0].Loss / 3, steps[^1].Loss);
        var state = session.HashState(rnn.States);
        Assert.AreNotEqual(driver.Validate(windows.Epoch()), driver.Validate(windows.Epoch(), carry: false));
        Assert.AreEqual(state, session.HashState(rnn.States));
    }

    [TestMethod]
    public void Rows_that_begin_need_an_op_that_resets_them()
    {
        using var model = new Model();
        var driver = new TbpttDriver(model.Session, model.Tbptt with { ResetRows = null, ResetMask = null });
        Assert.Contains("Single rows begin in window 1", Assert.ThrowsExactly<ValueError>(() => driver.Train(Windows[1] with { Starts = [true, false, false] })).Message);
    }

    [TestMethod]
    public void Options_without_what_they_need()
    {
        using var model = new Model();
        foreach (var options in new TbpttOptions[] { new() { SaveEvery = 2 }, new() { ValidateEvery = 2 }, new() { SavePath = "m" } })
            Assert.ThrowsExactly<ValueError>(() => new TbpttDriver(model.Session, model.Tbptt, options));
    }

    private static NDArray Part(int from, int length) => NDArray.From(Sequence.AsSpan(from, length).ToArray(), length);

    /// <summary>A small language model, the same at every making.</summary>
    private sealed class Model : IDisposable
    {
        private readonly NDArray _zeros = new(DType.Int32, Rows, Time);

        public Model()
        {
            using var scope = Graph.as_default();
            tf.set_random_seed(2);
            X = tf.placeholder(tf.int32, (Rows, Time), name: "x");
            Y = tf.placeholder(tf.int32, (Rows, Time), name: "y");
            Rnn = new StatefulRnn(tf.nn.rnn_cell.LSTMCell(Units), tf.nn.embedding_lookup(tf.get_variable("embedding", (Ids, Units)), X));
            var logits = tf.layers.dense(Rnn.Peek, Ids);
            Loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: Y, logits: logits));
            Step = tf.train.get_or_create_global_step();
            Train = tf.train.AdamOptimizer(0.05).minimize(Loss, global_step: Step);
            Nothing = tf.no_op();
            Saver = tf.train.Saver();
            Session = tf.Session();
            Session.run(tf.global_variables_initializer());
            using (tf.control_dependencies([Train]))
                Tbptt = TbpttGraph.Of(Rnn, X, Y, Loss, Train) with { Values = new Dictionary<string, Tensor> { ["step"] = tf.identity(Step) } };
        }

        public Graph Graph { get; } = new();

        public Tensor X { get; }

        public Tensor Y { get; }

        public Tensor Loss { get; }

        public TensorConvertible Step { get; }

        public Operation Train { get; }

        public Operation Nothing { get; }

        public StatefulRnn Rnn { get; }

        public Saver Saver { get; }

        public Session Session { get; }

        public TbpttGraph Tbptt { get; }

        /// <summary>All that training changes.</summary>
        public string Hash
        {
            get
            {
                using var scope = Graph.as_default();
                return Session.HashState(Nest<TensorConvertible>.Tuple(tf.global_variables().Select(v => (Nest<TensorConvertible>)(TensorConvertible)v)));
            }
        }

        public TbpttDriver Driver(string? path = null) =>
            new(Session, Tbptt, path is null ? null : new TbpttOptions { Saver = Saver, SavePath = path, GlobalStep = Step });

        /// <summary>The outputs of one row's window in the first of the rows, the state going on from the window before; the first window resets.</summary>
        public float[] Alone(Window window)
        {
            if (window.StartsAll) Session.run((Fetches)Rnn.Reset.ToArray());
            window.Inputs.AsSpan<int>().CopyTo(_zeros.Data<int>());
            return Session.run(Rnn.Advance, (X, _zeros)).ToArray<float>()[..(Time * Units)];
        }

        public void Dispose() => Session.Dispose();
    }

    private sealed class Told(Action<TbpttStep>? then = null) : IProgress<TbpttStep>
    {
        public List<TbpttStep> Steps { get; } = [];

        public void Report(TbpttStep value)
        {
            Steps.Add(value);
            then?.Invoke(value);
        }
    }
}
