using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Tests.Runtime.Numerics;

[TestClass]
public sealed class WorkerPoolTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(8)]
    public void Every_index_runs_once(int degree)
    {
        using var pool = new WorkerPool(degree);
        for (var count = 0; count < 200; count++)
        {
            var runs = new int[count];
            pool.For(count, index => Interlocked.Increment(ref runs[index]));
            Assert.IsTrue(Array.TrueForAll(runs, run => run == 1), $"{count}");
        }
    }

    [TestMethod]
    public void Sleeping_workers_wake_up()
    {
        using var pool = new WorkerPool(3);
        for (var round = 0; round < 5; round++)
        {
            var sum = 0;
            pool.For(100, index => Interlocked.Add(ref sum, index));
            Assert.AreEqual(4950, sum);
            Thread.Sleep(2);
        }
    }

    [TestMethod]
    public void Loops_inside_loops_and_beside_loops_run_too()
    {
        using var pool = new WorkerPool(2);
        var sum = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var round = 0; round < 50; round++)
            {
                pool.For(4, _ => pool.For(5, _ => Interlocked.Increment(ref sum)));
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.AreEqual(4 * 50 * 20, sum);
    }

    [TestMethod]
    public void What_an_iteration_throws_reaches_the_caller_and_the_pool_lives_on()
    {
        using var pool = new WorkerPool(2);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => pool.For(10, index =>
        {
            if (index == 3)
            {
                throw new InvalidOperationException("three");
            }
        }));
        Assert.AreEqual("three", error.Message);
        var sum = 0;
        pool.For(10, index => Interlocked.Add(ref sum, index));
        Assert.AreEqual(45, sum);
    }

    [TestMethod]
    public void A_disposed_pool_runs_loops_on_the_caller()
    {
        var pool = new WorkerPool(2);
        pool.For(10, _ => { });
        pool.Dispose();
        pool.Dispose();
        var threads = new HashSet<int>();
        pool.For(10, _ => threads.Add(Environment.CurrentManagedThreadId));
        CollectionAssert.AreEqual(new[] { Environment.CurrentManagedThreadId }, threads.ToArray());
    }
}
