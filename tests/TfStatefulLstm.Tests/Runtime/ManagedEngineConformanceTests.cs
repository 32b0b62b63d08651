namespace TfStatefulLstm.Tests.Runtime;

[TestClass]
public sealed class ManagedEngineConformanceTests : EngineConformance
{
    protected override string Target => "";
}
