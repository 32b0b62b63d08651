using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm;

// The forms of run: what is fetched as one value, a structure or a tuple comes back as such. The value of an operation is null.
public sealed partial class Session
{
    /// <summary>Runs the graph for one value (<c>Session.run</c>).</summary>
    /// <param name="fetches">A tensor, variable, operation or name.</param>
    /// <param name="feed_dict">Values of tensors: <c>(x, batch)</c>.</param>
    /// <returns>The value; null of an operation.</returns>
    /// <exception cref="RuntimeError">The session is closed or its graph is empty.</exception>
    /// <exception cref="ValueError">A fetch or feed is not of this graph, must not be fetched or fed, or a value has the wrong shape.</exception>
    /// <exception cref="TypeError">A feed's key is no tensor, or its value does not fit the type.</exception>
    /// <exception cref="OpError">The run failed; no variable has changed.</exception>
    public NDArray run(Fetch fetches, params FeedItem[] feed_dict) => RunFlat([fetches], feed_dict, null)[0];

    /// <summary>Runs the graph for the value of a sparse tensor.</summary>
    /// <inheritdoc cref="run(Fetch, FeedItem[])"/>
    public SparseTensorValue run(SparseTensor fetches, params FeedItem[] feed_dict)
    {
        var v = RunFlat([fetches.Indices, fetches.Values, fetches.DenseShape], feed_dict, null);
        return new(v[0], v[1], v[2]);
    }

    /// <summary>Runs the graph for a structure of values.</summary>
    /// <returns>The values in the same structure.</returns>
    /// <inheritdoc cref="run(Fetch, FeedItem[])"/>
    public Nest<NDArray> run(Fetches fetches, params FeedItem[] feed_dict) => Run(fetches, feed_dict, null);

    /// <summary>Runs the graph for several values.</summary>
    /// <returns>The values one for one.</returns>
    /// <inheritdoc cref="run(Fetch, FeedItem[])"/>
    public NDArray[] run(IReadOnlyList<Fetch> fetches, params FeedItem[] feed_dict) => RunFlat(fetches, feed_dict, null);

    /// <summary>Runs the graph for one value, with limits.</summary>
    /// <param name="fetches">A tensor, variable, operation or name.</param>
    /// <param name="feed_dict">Values of tensors.</param>
    /// <param name="options">Time limit and cancellation.</param>
    /// <returns>The value; null of an operation.</returns>
    /// <exception cref="DeadlineExceededError">The time ran out; no variable has changed.</exception>
    /// <exception cref="CancelledError">The run was cancelled; no variable has changed.</exception>
    public NDArray run(Fetch fetches, FeedItem[] feed_dict, RunOptions options) => RunFlat([fetches], feed_dict, options)[0];

    /// <summary>Runs the graph for a structure of values, with limits.</summary>
    /// <returns>The values in the same structure.</returns>
    /// <inheritdoc cref="run(Fetch, FeedItem[], RunOptions)"/>
    public Nest<NDArray> run(Fetches fetches, FeedItem[] feed_dict, RunOptions options) => Run(fetches, feed_dict, options);

    /// <summary>Runs the graph for a pair.</summary>
    /// <inheritdoc cref="run(Fetch, FeedItem[])"/>
    public (NDArray, NDArray) run((Fetch, Fetch) fetches, params FeedItem[] feed_dict)
    {
        var v = RunFlat([fetches.Item1, fetches.Item2], feed_dict, null);
        return (v[0], v[1]);
    }

    /// <inheritdoc cref="run(ValueTuple{Fetch, Fetch}, FeedItem[])"/>
    public (NDArray, Nest<NDArray>) run((Fetch, Fetches) fetches, params FeedItem[] feed_dict)
    {
        var v = Run(feed_dict, fetches.Item1, fetches.Item2);
        return (v[0].Value, v[1]);
    }

    /// <inheritdoc cref="run(ValueTuple{Fetch, Fetch}, FeedItem[])"/>
    public (Nest<NDArray>, NDArray) run((Fetches, Fetch) fetches, params FeedItem[] feed_dict)
    {
        var v = Run(feed_dict, fetches.Item1, fetches.Item2);
        return (v[0], v[1].Value);
    }

    /// <inheritdoc cref="run(ValueTuple{Fetch, Fetch}, FeedItem[])"/>
    public (Nest<NDArray>, Nest<NDArray>) run((Fetches, Fetches) fetches, params FeedItem[] feed_dict)
    {
        var v = Run(feed_dict, fetches.Item1, fetches.Item2);
        return (v[0], v[1]);
    }

    /// <summary>Runs the graph for three values or structures.</summary>
    /// <inheritdoc cref="run(Fetch, FeedItem[])"/>
    public (NDArray, NDArray, NDArray) run((Fetch, Fetch, Fetch) fetches, params FeedItem[] feed_dict)
    {
        var v = RunFlat([fetches.Item1, fetches.Item2, fetches.Item3], feed_dict, null);
        return (v[0], v[1], v[2]);
    }

    /// <inheritdoc cref="run(ValueTuple{Fetch, Fetch, Fetch}, FeedItem[])"/>
    public (NDArray, NDArray, Nest<NDArray>) run((Fetch, Fetch, Fetches) fetches, params FeedItem[] feed_dict)
    {
        var v = Run(feed_dict, fetches.Item1, fetches.Item2, fetches.Item3);
        return (v[0].Value, v[1].Value, v[2]);
    }

    /// <inheritdoc cref="run(ValueTuple{Fetch, Fetch, Fetch}, FeedItem[])"/>
    public (NDArray, Nest<NDArray>, NDArray) run((Fetch, Fetches, Fetch) fetches, params FeedItem[] feed_dict)
    {
        var v = Run(feed_dict, fetches.Item1, fetches.Item2, fetches.Item3);
        return (v[0].Value, v[1], v[2].Value);
    }

    /// <inheritdoc cref="run(ValueTuple{Fetch, Fetch, Fetch}, FeedItem[])"/>
    public (NDArray, Nest<NDArray>, Nest<NDArray>) run((Fetch, Fetches, Fetches) fetches, params FeedItem[] feed_dict)
    {
        var v = Run(feed_dict, fetches.Item1, fetches.Item2, fetches.Item3);
        return (v[0].Value, v[1], v[2]);
    }

    /// <summary>Runs the graph for four values.</summary>
    /// <inheritdoc cref="run(Fetch, FeedItem[])"/>
    public (NDArray, NDArray, NDArray, NDArray) run((Fetch, Fetch, Fetch, Fetch) fetches, params FeedItem[] feed_dict)
    {
        var v = RunFlat([fetches.Item1, fetches.Item2, fetches.Item3, fetches.Item4], feed_dict, null);
        return (v[0], v[1], v[2], v[3]);
    }

    internal Nest<NDArray> Run(Fetches fetches, FeedItem[] feeds, RunOptions? options)
    {
        ArgumentNullException.ThrowIfNull(fetches);
        return fetches.Structure.Pack(RunFlat(fetches.Structure.Flatten(), feeds, options));
    }

    private Nest<NDArray> Run(FeedItem[] feeds, params ReadOnlySpan<Part> parts)
    {
        var structures = new Nest<Fetch>[parts.Length];
        for (var i = 0; i < structures.Length; i++) structures[i] = parts[i].Structure;
        return Run(new Fetches(Nest<Fetch>.Tuple(structures)), feeds, null);
    }

    private readonly record struct Part(Nest<Fetch> Structure)
    {
        public static implicit operator Part(Fetch fetch) => new(Nest<Fetch>.Leaf(fetch));

        public static implicit operator Part(Fetches fetches) => new(fetches.Structure);
    }
}

/// <summary>Running with the default session, or with one that is named.</summary>
public static class DefaultSessionExtensions
{
    /// <summary>The tensor's value in the default session (<c>Tensor.eval</c>).</summary>
    /// <exception cref="ValueError">There is no default session, or it is of another graph.</exception>
    /// <exception cref="OpError">The run failed.</exception>
    public static NDArray eval(this TensorConvertible tensor, params FeedItem[] feed_dict) => Check(Session.Default, tensor.OfGraph, Eval).run(tensor, feed_dict);

    /// <summary>The tensor's value in that session.</summary>
    /// <exception cref="ValueError">The session is of another graph.</exception>
    /// <inheritdoc cref="eval(TensorConvertible, FeedItem[])"/>
    public static NDArray eval(this TensorConvertible tensor, Session session, params FeedItem[] feed_dict) => Check(session, tensor.OfGraph, Eval, "given").run(tensor, feed_dict);

    /// <summary>Runs the operation in the default session (<c>Operation.run</c>).</summary>
    /// <exception cref="ValueError">There is no default session, or it is of another graph.</exception>
    /// <exception cref="OpError">The run failed.</exception>
    public static void run(this Operation operation, params FeedItem[] feed_dict) => Check(Session.Default, operation.Graph, Run).run(operation, feed_dict);

    /// <summary>Runs the operation in that session.</summary>
    /// <exception cref="ValueError">The session is of another graph.</exception>
    /// <inheritdoc cref="run(Operation, FeedItem[])"/>
    public static void run(this Operation operation, Session session, params FeedItem[] feed_dict) => Check(session, operation.Graph, Run, "given").run(operation, feed_dict);

    // The words of TensorFlow's messages, which differ by a colon and a pair of quotes.
    private static readonly Words Eval = new("evaluate tensor", "tensor", "eval()", "sess.as_default()", "`eval(session=sess)`");
    private static readonly Words Run = new("execute operation", "operation", "run()", "sess.as_default():", "run(session=sess)");

    private static Session Check(Session? session, Graph? graph, Words words, string which = "default")
    {
        if (session is null)
        {
            throw new ValueError($"Cannot {words.Act} using `{words.Method}`: No default session is registered. Use `with {words.With}` or pass an explicit session to "
                + $"`{words.Explicit.Trim('`')}`");
        }
        if (graph is null || session.graph == graph) return session;
        throw new ValueError($"Cannot use the {which} session to {words.Act}: the {words.Thing}'s graph is different from the session's graph."
            + (which == "default" ? $" Pass an explicit session to {words.Explicit}." : ""));
    }

    private sealed record Words(string Act, string Thing, string Method, string With, string Explicit);
}
