using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Distributed;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Training.Distributed;

[TestClass]
public sealed class ClusterSpecTests
{
    private static readonly ClusterSpec Cluster = tf.train.ClusterSpec(new Dictionary<string, ClusterJob>
    {
        ["worker"] = ["w0:1", "w1:1"],
        ["ps"] = new Dictionary<int, string> { [3] = "p3:1", [1] = "p1:1" },
    });

    [TestMethod]
    public void Tasks_are_found_by_job_and_number()
    {
        CollectionAssert.AreEqual(new[] { "worker", "ps" }, Cluster.jobs.ToArray());
        Assert.AreEqual(2, Cluster.num_tasks("ps"));
        CollectionAssert.AreEqual(new[] { 1, 3 }, Cluster.task_indices("ps").ToArray());
        Assert.AreEqual("p3:1", Cluster.task_address("ps", 3));
        CollectionAssert.AreEqual(new[] { null, "p1:1", null, "p3:1" }, Cluster.job_tasks("ps").ToArray());
        Assert.IsTrue(Cluster.as_dict()["worker"].IsDense);
        Assert.IsFalse(Cluster.as_dict()["ps"].IsDense);
        CollectionAssert.AreEqual(new[] { "w0:1", "w1:1" }, Cluster.as_dict()["worker"].ToArray());
    }

    [TestMethod]
    public void It_prints_as_Python_prints_it() => Assert.AreEqual("ClusterSpec({'ps': {1: 'p1:1', 3: 'p3:1'}, 'worker': ['w0:1', 'w1:1']})", Cluster.ToString());

    [TestMethod]
    public void The_protocol_buffer_is_sorted_and_gives_the_same_cluster()
    {
        var def = Cluster.as_cluster_def();
        CollectionAssert.AreEqual(new[] { "ps", "worker" }, def.Job.Select(j => j.Name).ToArray());
        Assert.AreEqual(Cluster, tf.train.ClusterSpec(def));
        Assert.AreNotEqual(Cluster, tf.train.ClusterSpec(new Dictionary<string, ClusterJob> { ["worker"] = ["w0:1", "w1:1"] }));
    }

    [TestMethod]
    public void What_is_not_there_is_named()
    {
        Assert.AreEqual("No such job in cluster: 'chief'", Assert.ThrowsExactly<ValueError>(() => Cluster.num_tasks("chief")).Message);
        Assert.AreEqual("No such job in cluster: 'chief'", Assert.ThrowsExactly<ValueError>(() => Cluster.job_tasks("chief")).Message);
        Assert.AreEqual("No task with index 2 in job 'ps'", Assert.ThrowsExactly<ValueError>(() => Cluster.task_address("ps", 2)).Message);
    }

    [TestMethod]
    public void A_server_must_be_told_which_of_several_it_is()
    {
        Assert.AreEqual("Must specify an explicit `job_name`.", Assert.ThrowsExactly<ValueError>(() => tf.train.Server(Cluster)).Message);
        Assert.AreEqual("Must specify an explicit `task_index`.", Assert.ThrowsExactly<ValueError>(() => tf.train.Server(Cluster, "worker")).Message);
        Assert.AreEqual("No task with index 2 in job 'worker'", Assert.ThrowsExactly<ValueError>(() => tf.train.Server(Cluster, "worker", 2)).Message);
        Assert.AreEqual("No such job in cluster: 'chief'", Assert.ThrowsExactly<ValueError>(() => tf.train.Server(Cluster, "chief", 0)).Message);
    }
}
