using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Tests.Rnn.State.StateRuns;

namespace TfStatefulLstm.Tests.Rnn.State;

/// <summary>One model for many users, each going on from where it was.</summary>
[TestClass]
public sealed class StatePoolTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [TestMethod]
    public void Users_go_on_as_if_each_had_a_model_alone() => InGraph.Run(() =>
    {
        const int Steps = 2, Depth = 3, Units = 4;
        var x = tf.placeholder(tf.float32, (-1, -1, Depth));
        var cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(Units), tf.nn.rnn_cell.GRUCell(Units)]);
        var pooled = new PooledRnn(cell, x, slots: 3);
        var (alone, _) = tf.nn.dynamic_rnn(cell, x, dtype: tf.float32);
        var pool = new StatePool<string>(3, Minute);
        using var session = Started();
        var said = new Dictionary<string, List<float>>();
        string[][] batches = [["a", "b"], ["c"], ["b", "a", "c"], ["c", "a"], ["b"]];
        for (var i = 0; i < batches.Length; i++)
        {
            var input = Input(batches[i].Length, Steps, Depth, seed: i);
            var outputs = pooled.Run(session, pool, batches[i], input);
            for (var row = 0; row < batches[i].Length; row++)
            {
                if (!said.TryGetValue(batches[i][row], out var all)) said.Add(batches[i][row], all = []);
                all.AddRange(Rows(input, row).ToArray<float>());
                var expected = session.run(alone, (x, NDArray.From(all.ToArray(), 1, all.Count / Depth, Depth)));
                var steps = all.Count / Depth;
                foreach (var (e, a) in Columns(expected, steps - Steps, Steps).ToArray<float>().Zip(Rows(outputs, row).ToArray<float>())) Assert.AreEqual(e, a, 1e-6f);
            }
        }
    });

    [TestMethod]
    public void A_run_that_fails_changes_no_users_state() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (-1, 2, 3));
        var pooled = new PooledRnn(tf.nn.rnn_cell.LSTMCell(4), x, slots: 2);
        var pool = new StatePool<int>(2, Minute);
        using var session = Started();
        pooled.Run(session, pool, [1], Input(1, 2, 3));
        var before = session.HashState(pooled.States);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsExactly<CancelledError>(() => pooled.Run(session, pool, [1, 2], Input(2, 2, 3), cancelled.Token));
        Assert.AreEqual(before, session.HashState(pooled.States));
        Assert.IsTrue(pool.Contains(1));
        Assert.IsFalse(pool.Contains(2));
        Assert.AreEqual(1, pool.Count);
    });

    [TestMethod]
    public void Rows_are_given_kept_and_given_again()
    {
        var clock = new Clock();
        var pool = new StatePool<string>(2, Minute, clock);
        Use(pool, [0, 1], [true, true], "a", "b");
        Use(pool, [1, 0], [false, false], "b", "a");
        clock.Now += TimeSpan.FromSeconds(30);
        Use(pool, [0], [false], "a");

        // Nobody has been idle long enough yet.
        clock.Now += TimeSpan.FromSeconds(20);
        Assert.AreEqual("There is no state for c: all 2 are in use, and b, who has been idle longest, has been so for 00:00:50, not for 00:01:00.",
            Assert.ThrowsExactly<ResourceExhaustedError>(() => pool.Lease("c")).Message);
        clock.Now += TimeSpan.FromSeconds(10);
        Use(pool, [1], [true], "c");
        Assert.IsFalse(pool.Contains("b"));

        clock.Now += TimeSpan.FromSeconds(30);
        CollectionAssert.AreEqual(new[] { "a" }, pool.EvictIdle().ToArray());
        Assert.IsTrue(pool.Release("c"));
        Assert.IsFalse(pool.Release("c"));
        Assert.AreEqual(0, pool.Count);
    }

    [TestMethod]
    public void A_user_is_in_one_run_at_a_time()
    {
        var pool = new StatePool<string>(2, TimeSpan.Zero);
        var lease = pool.Lease("a");
        Assert.AreEqual("The state of a is in a run already: a user's runs come one after the other.", Assert.ThrowsExactly<AbortedError>(() => pool.Lease("b", "a")).Message);
        Assert.ThrowsExactly<AbortedError>(() => pool.Release("a"));
        Assert.ThrowsExactly<AbortedError>(() => pool.Lease("b", "b"));
        Assert.AreEqual(1, pool.Count); // those that were refused have no rows
        using (pool.Lease("b")) Assert.ThrowsExactly<ResourceExhaustedError>(() => pool.Lease("c")); // idle or not, who is in a run keeps the row
        lease.Complete();
        lease.Dispose();
        lease.Dispose();
        Use(pool, [0], [false], "a");
    }

    [TestMethod]
    public void Leases_from_many_threads_never_share_a_row()
    {
        var pool = new StatePool<int>(8, TimeSpan.Zero);
        var taken = new int[8];
        Parallel.For(0, 2000, i =>
        {
            try
            {
                using var lease = pool.Lease(i % 13, 13 + i % 7);
                foreach (var slot in lease.Slots) Assert.AreEqual(1, Interlocked.Increment(ref taken[slot]));
                foreach (var slot in lease.Slots) Interlocked.Decrement(ref taken[slot]);
                lease.Complete();
            }
            catch (OpError e) when (e is AbortedError or ResourceExhaustedError)
            {
                // Another thread has the user, or all rows.
            }
        });
        Assert.IsTrue(Array.TrueForAll(taken, t => t == 0));
        Assert.IsTrue(pool.Count is > 0 and <= 8);
    }

    private static void Use(StatePool<string> pool, int[] slots, bool[] begins, params string[] keys)
    {
        using var lease = pool.Lease(keys);
        CollectionAssert.AreEqual(slots, lease.Slots.ToArray());
        CollectionAssert.AreEqual(begins, lease.Begins.ToArray());
        lease.Complete();
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
