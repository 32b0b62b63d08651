using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The reference model against the MetaGraph that Python saved with its checkpoint.</summary>
[TestClass]
public sealed class CharLmTests
{
    private static readonly MetaGraphDef Meta = MetaGraphDef.Parser.ParseFrom(
        File.ReadAllBytes(Path.Combine(Golden.Repository, "checkpoints", "shakespeare", "model.ckpt-3000.meta")));

    [TestMethod]
    public void Every_node_before_the_gradients_and_every_sampling_node_is_Pythons()
    {
        var graph = new Graph();
        using (graph.AsDefault()) CharLm.Build();
        var built = graph.ToGraphDef(addShapes: true).Node.ToDictionary(n => n.Name);
        var forward = Meta.GraphDef.Node.TakeWhile(n => !n.Name.StartsWith("train/gradients", StringComparison.Ordinal))
            .Concat(Meta.GraphDef.Node.Where(n => n.Name.StartsWith("sample/", StringComparison.Ordinal))).ToList();
        Assert.IsGreaterThan(400, forward.Count);
        foreach (var expected in forward)
        {
            Assert.IsTrue(built.Remove(expected.Name, out var actual), expected.Name);
            // The file leaves out attributes that have their default values.
            var (one, other) = (new GraphDef { Node = { expected } }, new GraphDef { Node = { actual } });
            foreach (var name in actual!.Attr.Keys.Where(k => !expected.Attr.ContainsKey(k)).ToArray()) actual.Attr.Remove(name);
            Assert.AreEqual(null, GraphDiff.First(one, other));
        }
        Assert.AreEqual("", string.Join(", ", built.Keys), "nodes that Python does not make");
    }

    [TestMethod]
    public void Variables_are_written_as_Python_writes_them()
    {
        var graph = new Graph();
        using (graph.AsDefault()) CharLm.Build();
        var expected = Meta.CollectionDef["variables"].BytesList.Value.Select(b => VariableDef.Parser.ParseFrom(b))
            .Where(v => !v.VariableName.Contains("Adam") && !v.VariableName.Contains("beta")).ToDictionary(v => v.VariableName);
        var actual = graph.Collection(tf.GraphKeys.GLOBAL_VARIABLES).OfType<VariableBase>().Select(v => v.ToProto()!).ToList();
        Assert.HasCount(expected.Count, actual);
        foreach (var variable in actual) Assert.AreEqual(expected[variable.VariableName], variable);
    }
}
