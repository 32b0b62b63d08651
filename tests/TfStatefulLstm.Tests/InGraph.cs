using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests;

/// <summary>Tests that build: each in a graph of its own.</summary>
internal static class InGraph
{
    /// <summary>Runs in a new default graph.</summary>
    public static Graph Run(Action build)
    {
        var graph = new Graph();
        using (graph.AsDefault()) build();
        return graph;
    }

    /// <summary>What is built fails with that error and message.</summary>
    public static void Fails<T>(string message, Action build) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(() => Run(build));
        Assert.AreEqual(message, error.Message);
    }

    /// <summary>What is built fails with that error, whose message holds the text.</summary>
    public static void FailsWith<T>(string text, Action build) where T : Exception
    {
        var error = Assert.ThrowsExactly<T>(() => Run(build));
        Assert.Contains(text, error.Message);
    }
}
