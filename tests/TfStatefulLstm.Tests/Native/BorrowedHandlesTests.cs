using TfStatefulLstm.Framework;
using TfStatefulLstm.Native;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Native;

/// <summary>Engines on graphs and sessions that others made, as TfStatefulLstm.TensorFlowNet makes them.</summary>
[TestClass]
[NeedsNativeLibrary]
public sealed class BorrowedHandlesTests
{
    [TestMethod]
    public void An_engine_on_anothers_session_finds_its_variables_and_leaves_it_alive()
    {
        var api = LibrarySearch.Load(null);
        using var graph = new GraphHandle(api);
        using var session = new SessionHandle(api, graph, "", []);
        var nodes = Counter();
        using (var first = NativeEngine.Over(api, graph, session, new GraphDef(), new EngineOptions()))
        {
            first.Extend(nodes);
            first.HandOver();
            first.Run(new Dictionary<string, NDArray>(), [], ["start"]);
            Assert.AreEqual(1f, first.Run(new Dictionary<string, NDArray>(), ["count:0"], [])[0].Item<float>());
        }
        // The first engine is gone, what it made is not; one that is told of the nodes goes on, and adds more.
        using var second = NativeEngine.Over(api, graph, session, nodes, new EngineOptions());
        second.Extend(new GraphDef { Node = { Of("double", "AddV2", "v/read", "v/read") } });
        Assert.AreEqual(2f, second.Run(new Dictionary<string, NDArray>(), ["double:0"], ["count"])[0].Item<float>());
        Assert.AreEqual(4f, second.Run(new Dictionary<string, NDArray>(), ["double:0"], [])[0].Item<float>());
        Assert.IsFalse(session.IsClosed);
    }

    [TestMethod]
    public void Handles_of_another_library_are_refused()
    {
        var api = LibrarySearch.Load(null);
        Assert.AreSame(api, LibrarySearch.Adopt(System.Runtime.InteropServices.NativeLibrary.Load(api.Path), "the same"));
        var self = System.Runtime.InteropServices.NativeLibrary.GetMainProgramHandle();
        Assert.Contains("another.so", Assert.ThrowsExactly<FailedPreconditionError>(() => LibrarySearch.Adopt(self, "another.so")).Message);
    }

    private static GraphDef Counter()
    {
        var variable = new NodeDef { Name = "v", Op = "VariableV2", Attr = { ["dtype"] = AttrValues.Of(DType.Float32), ["shape"] = AttrValues.Of(Shape.Scalar) } };
        NodeDef Constant(string name, float value) => new() { Name = name, Op = "Const", Attr = { ["dtype"] = AttrValues.Of(DType.Float32), ["value"] = AttrValues.Tensor(NDArray.Scalar(value)) } };
        return new GraphDef { Node = { variable, Constant("zero", 0f), Constant("one", 1f), Of("start", "Assign", "v", "zero"), Of("count", "AssignAdd", "v", "one"), Of("v/read", "Identity", "v") } };
    }

    private static NodeDef Of(string name, string op, params string[] inputs) => new() { Name = name, Op = op, Input = { inputs }, Attr = { ["T"] = AttrValues.Of(DType.Float32) } };
}
