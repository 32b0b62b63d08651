using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Facade;

/// <summary>Default sessions, interactive ones, and what eval and run say where there is none. Interactive sessions are the process's, so these tests run alone.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DefaultSessionTests
{
    [TestMethod]
    public void An_interactive_session_is_the_default_until_it_is_closed()
    {
        var graph = new Graph();
        Tensor three;
        var sess = tf.InteractiveSession(graph: graph);
        Assert.AreSame(graph, tf.get_default_graph());
        three = tf.constant(3f);
        Assert.AreEqual(3f, (float)three.eval());
        Assert.AreSame(sess, tf.get_default_session());
        sess.close();
        Assert.IsNull(tf.get_default_session());
        Assert.AreNotSame(graph, tf.get_default_graph());
        sess.close(); // a second time does nothing
    }

    [TestMethod]
    public async Task The_next_cell_of_a_notebook_finds_the_interactive_session()
    {
        // A cell is an async method: what it sets for its own flow is gone when it returns.
        Session sess = null!;
        async Task Cell()
        {
            await Task.Yield();
            sess = tf.InteractiveSession();
        }
        await Cell();
        Assert.AreSame(sess, tf.get_default_session());
        sess.close();
        Assert.IsNull(tf.get_default_session());
    }

    [TestMethod]
    public void An_open_default_session_comes_before_an_interactive_one() => InGraph.Run(() =>
    {
        using var interactive = tf.InteractiveSession();
        using var sess = tf.Session();
        using (sess.as_default()) Assert.AreSame(sess, tf.get_default_session());
        Assert.AreSame(interactive, tf.get_default_session());
    });

    [TestMethod]
    public void A_variable_is_evaluated_in_the_session_that_is_named() => InGraph.Run(() =>
    {
        var v = tf.Variable(2f, name: "v");
        var x = tf.placeholder(tf.float32, name: "x");
        using var one = tf.Session();
        using var two = tf.Session();
        v.initializer.run(one);
        tf.assign(v, 5f).eval(two);
        Assert.AreEqual(2f, (float)v.eval(one));
        Assert.AreEqual(5f, (float)v.eval(two));
        using (two.as_default()) Assert.AreEqual(15f, (float)(v * x).eval((x, 3f)));
    });

    [TestMethod]
    public void Without_a_session_eval_and_run_say_what_to_do() => InGraph.Run(() =>
    {
        var c = tf.constant(1f);
        Assert.AreEqual("Cannot evaluate tensor using `eval()`: No default session is registered. Use `with sess.as_default()` or pass an explicit session to "
            + "`eval(session=sess)`", Assert.ThrowsExactly<ValueError>(() => c.eval()).Message);
        Assert.AreEqual("Cannot execute operation using `run()`: No default session is registered. Use `with sess.as_default():` or pass an explicit session to "
            + "`run(session=sess)`", Assert.ThrowsExactly<ValueError>(() => c.op.run()).Message);
    });

    [TestMethod]
    public void A_session_of_another_graph_is_refused() => InGraph.Run(() =>
    {
        var c = tf.constant(1f);
        using var other = tf.Session(new Graph());
        using (other.as_default())
        {
            Assert.AreEqual("Cannot use the default session to evaluate tensor: the tensor's graph is different from the session's graph. Pass an explicit session to "
                + "`eval(session=sess)`.", Assert.ThrowsExactly<ValueError>(() => c.eval()).Message);
            Assert.AreEqual("Cannot use the default session to execute operation: the operation's graph is different from the session's graph. Pass an explicit session to "
                + "run(session=sess).", Assert.ThrowsExactly<ValueError>(() => c.op.run()).Message);
        }
        Assert.AreEqual("Cannot use the given session to evaluate tensor: the tensor's graph is different from the session's graph.",
            Assert.ThrowsExactly<ValueError>(() => c.eval(other)).Message);
        Assert.AreEqual("Cannot use the given session to execute operation: the operation's graph is different from the session's graph.",
            Assert.ThrowsExactly<ValueError>(() => c.op.run(other)).Message);
    });
}
