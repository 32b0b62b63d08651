using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Framework;

[TestClass]
public class OpAttrParserTests
{
    [TestMethod]
    public void Attributes_read_as_REGISTER_OP_writes_them()
    {
        var type = OpAttrParser.Parse("T: {half, float} = float");
        Assert.AreEqual("type", type.Kind);
        CollectionAssert.AreEqual(new[] { DType.Float16, DType.Float32 }, type.AllowedTypes!.ToArray());
        Assert.AreEqual((int)DType.Float32, (int)type.Default!.Type);
        var list = OpAttrParser.Parse("dims: list(int) >= 2 = [1, 1]");
        Assert.AreEqual(("list(int)", 2L), (list.Kind, list.Minimum));
        Assert.HasCount(2, list.Default!.List.I);
        var text = OpAttrParser.Parse("padding: {'SAME', 'VALID'}");
        Assert.AreEqual("string", text.Kind);
        Assert.IsNull(text.Default);
        Assert.IsTrue(OpAttrParser.Parse("shape: shape = <unknown>").Default!.Shape.UnknownRank);
    }

    [TestMethod]
    public void Arguments_know_lists_and_references()
    {
        Assert.AreEqual(new OpArg("values", DType.Invalid, "T", "N", false), OpArg.Parse("values: N * T"));
        Assert.AreEqual(new OpArg("ref", DType.Invalid, "T", null, true), OpArg.Parse("ref: Ref(T)"));
        Assert.AreEqual(new OpArg("size", DType.Int32, null, null, false), OpArg.Parse("size: int32"));
    }

    [TestMethod]
    public void Every_registered_op_has_a_schema_and_a_name_of_its_own()
    {
        Assert.IsTrue(OpRegistry.TryFind("Const", out _));
        foreach (var op in OpRegistry.All) Assert.IsNotEmpty(op.Schema.Name);
        StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => OpRegistry.Find("Cons")).Message, "Const");
    }
}
