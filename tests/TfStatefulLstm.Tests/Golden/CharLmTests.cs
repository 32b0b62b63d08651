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
    public void The_graph_that_trains_and_samples_is_Pythons_node_for_node()
    {
        var graph = new Graph();
        using (graph.AsDefault()) CharLm.Build();
        var built = graph.ToGraphDef(addShapes: true);
        // The file leaves out attributes that have their default values.
        foreach (var (expected, actual) in Meta.GraphDef.Node.Zip(built.Node))
            foreach (var name in actual.Attr.Keys.Where(k => !expected.Attr.ContainsKey(k)).ToArray()) actual.Attr.Remove(name);
        var whole = new GraphDef { Versions = built.Versions };
        whole.Node.Add(Meta.GraphDef.Node);
        Assert.IsGreaterThan(1000, whole.Node.Count);
        Assert.AreEqual(null, GraphDiff.First(whole, built));
    }

    [TestMethod]
    public void Variables_are_written_as_Python_writes_them()
    {
        var graph = new Graph();
        using (graph.AsDefault()) CharLm.Build();
        var expected = Meta.CollectionDef["variables"].BytesList.Value.Select(b => VariableDef.Parser.ParseFrom(b))
            .ToDictionary(v => v.VariableName);
        var actual = graph.Collection(tf.GraphKeys.GLOBAL_VARIABLES).OfType<VariableBase>().Select(v => v.ToProto()!).ToList();
        Assert.HasCount(expected.Count, actual);
        foreach (var variable in actual) Assert.AreEqual(expected[variable.VariableName], variable);
    }
}
