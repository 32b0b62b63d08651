using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Benchmarks;

namespace TfStatefulLstm.Tests.Benchmarks;

[TestClass]
public sealed class WorkloadTests
{
    [TestMethod]
    [DataRow("stream_512_b1_t1")]
    [DataRow("run_overhead")]
    public void A_workload_builds_and_runs(string name)
    {
        using var step = Workload.All.Single(w => w.Name == name).Start();
        step.Run();
        step.Run();
    }

    [TestMethod]
    public void TensorFlow_has_every_workload_under_the_same_name()
    {
        var program = File.ReadAllText(Path.Combine(Golden.Repository, "tests", "TfStatefulLstm.Benchmarks", "peer", "tf_bench.py"));
        foreach (var workload in Workload.All) StringAssert.Contains(program, $"\"{workload.Name}\": ");
    }
}
