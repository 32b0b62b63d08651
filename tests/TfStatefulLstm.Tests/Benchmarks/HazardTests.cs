using TfStatefulLstm.Benchmarks;
using TfStatefulLstm.Tests.Native;

namespace TfStatefulLstm.Tests.Benchmarks;

[TestClass]
public sealed class HazardTests
{
    [TestMethod]
    [NeedsNativeLibrary]
    public void TensorFlow_answers_wrongly_without_the_guard_and_rightly_with_it()
    {
        // In every run that was ever counted, on either version.
        Assert.AreEqual(10, Hazard.Measure("native", guard: false, runs: 10).First(r => r.What == "gradients, the update").Wrong);
        foreach (var result in Hazard.Measure("native", guard: true, runs: 10)) Assert.AreEqual(0, result.Wrong, result.What);
    }

    [TestMethod]
    public void The_managed_engine_needs_no_guard()
    {
        foreach (var result in Hazard.Measure("", guard: false, runs: 10)) Assert.AreEqual(0, result.Wrong, result.What);
    }
}
