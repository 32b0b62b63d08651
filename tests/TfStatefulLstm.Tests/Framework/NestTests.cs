using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Framework;

[TestClass]
public class NestTests
{
    private static readonly Nest<int> Layers = Nest<int>.Tuple(
        Nest<int>.NamedTuple("LSTMStateTuple", ("c", 1), ("h", 2)),
        Nest<int>.List(3, 4),
        5);

    [TestMethod]
    public void Arrays_and_lists_are_the_items_and_a_structure_is_one_item()
    {
        Nest<int>[] items = [Nest<int>.Leaf(1), Nest<int>.Leaf(2)];
        Nest<int> converted = items;
        foreach (var tuple in new[] { Nest<int>.Tuple(items), Nest<int>.Tuple([.. items]), Nest<int>.Tuple(items.ToList()), Nest<int>.List(items), Nest<int>.List(items.ToList()), converted })
            Assert.AreEqual((2, 1), (tuple.Count, tuple[0].Value));
        Assert.AreEqual((1, 2), (Nest<int>.Tuple(converted).Count, Nest<int>.Tuple(converted)[0].Count));
        Assert.AreEqual((1, 2), (Nest<int>.List(converted).Count, Nest<int>.List(converted)[0].Count));
    }

    [TestMethod]
    public void Flatten_map_and_pack_keep_the_structure()
    {
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4, 5 }, Layers.Flatten());
        var doubled = Layers.Map(x => x * 2.0);
        Assert.AreEqual("(LSTMStateTuple(c=2, h=4), [6, 8], 10)", doubled.ToString());
        Assert.AreEqual(doubled.ToString(), Layers.Pack(new[] { 2.0, 4, 6, 8, 10 }).ToString());
        Assert.AreEqual("(11,)", Nest<int>.Tuple(11).ToString());
    }

    [TestMethod]
    public void Packing_too_few_values_says_so()
    {
        var e = Assert.ThrowsExactly<ValueError>(() => Layers.Pack(new[] { 1 }));
        StringAssert.StartsWith(e.Message, "Could not pack sequence. Structure had 5 elements, but flat_sequence had 1 elements.");
    }

    [TestMethod]
    public void Structures_are_told_apart()
    {
        var other = Layers.Map(x => "s");
        Layers.AssertSameStructure(other);
        Assert.ThrowsExactly<TypeError>(() => Nest<int>.Tuple(1, 2).AssertSameStructure(Nest<int>.List(1, 2)));
        Assert.ThrowsExactly<ValueError>(() => Nest<int>.Tuple(1, 2).AssertSameStructure(Nest<int>.Tuple(1, 2, 3)));
        Assert.ThrowsExactly<ValueError>(() => Nest<int>.Leaf(1).AssertSameStructure(Nest<int>.Tuple(1)));
    }

    [TestMethod]
    public void Branches_are_found_by_number_and_name()
    {
        Assert.AreEqual(2, Layers[0]["h"].Value);
        Assert.AreEqual(5, Layers[-1].Value);
        var (c, h) = Layers[0];
        Assert.AreEqual((1, 2), (c.Value, h.Value));
        Assert.ThrowsExactly<KeyError>(() => Layers[0]["x"]);
        Assert.ThrowsExactly<ValueError>(() => Layers.Value);
    }

    [TestMethod]
    public void Dictionaries_are_sorted_by_key()
    {
        var d = Nest<int>.Dictionary([new("b", 2), new("a", 1)]);
        CollectionAssert.AreEqual(new[] { 1, 2 }, d.Flatten());
    }
}
