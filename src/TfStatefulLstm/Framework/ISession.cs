namespace TfStatefulLstm.Framework;

/// <summary>What runs a graph, as the rooms below the facade know it (<c>SessionInterface</c>).</summary>
public interface ISession
{
    /// <summary>The graph.</summary>
    Graph Graph { get; }

    /// <summary>Runs by names.</summary>
    /// <param name="feeds">Values by tensor name (<c>"x:0"</c>).</param>
    /// <param name="fetches">The tensors to return.</param>
    /// <param name="targets">Operations to run for their effect.</param>
    /// <param name="cancellation">Ends the run with <see cref="CancelledError"/>.</param>
    /// <returns>The values, in the order of <paramref name="fetches"/>.</returns>
    /// <exception cref="OpError">An operation failed; no variable has changed.</exception>
    IReadOnlyList<NDArray> Run(IReadOnlyDictionary<string, NDArray> feeds, IReadOnlyList<string> fetches, IReadOnlyList<string> targets,
        CancellationToken cancellation = default);
}
