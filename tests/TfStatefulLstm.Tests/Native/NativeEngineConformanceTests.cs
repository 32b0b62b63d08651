using TfStatefulLstm.Tests.Runtime;

namespace TfStatefulLstm.Tests.Native;

[TestClass]
[NeedsNativeLibrary]
public sealed class NativeEngineConformanceTests : EngineConformance
{
    protected override string Target => "native";
}

[TestClass]
[NeedsNativeLibrary]
public sealed class NativeStateConformanceTests : StateConformance
{
    protected override string Target => "native";
}
