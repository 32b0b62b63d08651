using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Framework;

[TestClass]
public class ShapeTests
{
    [TestMethod]
    public void Prints_as_Python_and_as_Cpp_do()
    {
        Assert.AreEqual("(3, ?)", new Shape(3, -1).ToString());
        Assert.AreEqual("(5,)", new Shape(5).ToString());
        Assert.AreEqual("()", Shape.Scalar.ToString());
        Assert.AreEqual("<unknown>", Shape.Unknown.ToString());
        Assert.AreEqual("[3,?]", new Shape(3, -1).ToDebugString());
        Assert.AreEqual("?", Shape.Unknown.ToDebugString());
    }

    [TestMethod]
    public void Merging_takes_what_either_knows()
    {
        Assert.AreEqual(new Shape(3, 4), new Shape(3, -1).MergeWith(new Shape(-1, 4)));
        Assert.AreEqual(new Shape(3), Shape.Unknown.MergeWith(new Shape(3)));
        var e = Assert.ThrowsExactly<ValueError>(() => new Shape(3).MergeWith(new Shape(4)));
        Assert.AreEqual("Shapes (3,) and (4,) are not compatible", e.Message);
    }

    [TestMethod]
    public void The_most_specific_compatible_shape_forgets_what_differs()
    {
        Assert.AreEqual(new Shape(3, -1), new Shape(3, 4).MostSpecificCompatibleShape(new Shape(3, 5)));
        Assert.AreEqual(Shape.Unknown, new Shape(3, 4).MostSpecificCompatibleShape(new Shape(3)));
    }

    [TestMethod]
    public void Unknown_stays_unknown()
    {
        Assert.AreEqual(-1, Shape.Unknown[0]);
        Assert.AreEqual(-1L, new Shape(3, -1).NumElements);
        Assert.AreEqual(Shape.Unknown, Shape.Unknown.Concatenate(new Shape(3)));
        Assert.IsFalse(new Shape(3, -1).IsFullyDefined);
        Assert.ThrowsExactly<ValueError>(() => Shape.Unknown.ToArray());
    }

    [TestMethod]
    public void The_wire_form_comes_back()
    {
        foreach (var shape in new[] { Shape.Unknown, Shape.Scalar, new Shape(3, -1, 0) })
            Assert.AreEqual(shape, Shape.FromProto(shape.ToProto()));
        var bad = new Shape(3).ToProto();
        bad.Dim[0].Size = -2;
        Assert.ThrowsExactly<InvalidArgumentError>(() => Shape.FromProto(bad));
    }

    [TestMethod]
    public void Negative_dimensions_are_refused() => Assert.ThrowsExactly<ValueError>(() => new Shape(-2));
}
