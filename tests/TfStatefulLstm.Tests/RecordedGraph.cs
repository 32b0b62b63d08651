using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Tests;

/// <summary>Holds a graph that was built here against the one that Python built from the same program.</summary>
internal static class RecordedGraph
{
    /// <summary>Builds in an empty default graph and compares the whole GraphDef with that of the case.</summary>
    public static Graph AssertSame(string name, Action build)
    {
        var graph = new Graph();
        using (graph.AsDefault()) build();
        var expected = GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path($"cases/{name}/graph.pb")));
        Assert.IsNull(GraphDiff.First(expected, graph.ToGraphDef(addShapes: true)));
        return graph;
    }
}
