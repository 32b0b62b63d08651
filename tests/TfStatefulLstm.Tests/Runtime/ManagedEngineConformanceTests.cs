namespace TfStatefulLstm.Tests.Runtime;

[TestClass]
public sealed class ManagedEngineConformanceTests : EngineConformance
{
    protected override string Target => "";
}

[TestClass]
public sealed class ManagedStateConformanceTests : StateConformance
{
    protected override string Target => "";
}
