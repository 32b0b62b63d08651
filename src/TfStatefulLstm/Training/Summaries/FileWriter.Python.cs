using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Protos.Config;

namespace TfStatefulLstm.Training.Summaries;

// The members as Python spells them.
public sealed partial class FileWriter
{
    /// <inheritdoc cref="LogDir"/>
    public string get_logdir() => LogDir;

    /// <inheritdoc cref="AddSummary(Summary, long?)"/>
    /// <param name="summary">The summary.</param>
    /// <param name="global_step">The step that it belongs to.</param>
    public void add_summary(Summary summary, long? global_step = null) => AddSummary(summary, global_step);

    /// <inheritdoc cref="AddSummary(NDArray, long?)"/>
    /// <param name="summary">What the run of a summary's tensor gave.</param>
    /// <param name="global_step">The step that it belongs to.</param>
    public void add_summary(NDArray summary, long? global_step = null) => AddSummary(summary, global_step);

    /// <inheritdoc cref="AddGraph(Graph, long?)"/>
    /// <param name="graph">The graph.</param>
    /// <param name="global_step">The step that it belongs to.</param>
    public void add_graph(Graph graph, long? global_step = null) => AddGraph(graph, global_step);

    /// <inheritdoc cref="AddGraph(GraphDef, long?)"/>
    /// <param name="graph">The graph's nodes.</param>
    /// <param name="global_step">The step that it belongs to.</param>
    public void add_graph(GraphDef graph, long? global_step = null) => AddGraph(graph, global_step);

    /// <inheritdoc cref="AddMetaGraph"/>
    /// <param name="meta_graph_def">The MetaGraph.</param>
    /// <param name="global_step">The step that it belongs to.</param>
    public void add_meta_graph(MetaGraphDef meta_graph_def, long? global_step = null) => AddMetaGraph(meta_graph_def, global_step);

    /// <inheritdoc cref="AddSessionLog"/>
    /// <param name="session_log">What happened.</param>
    /// <param name="global_step">The step that it belongs to.</param>
    public void add_session_log(SessionLog session_log, long? global_step = null) => AddSessionLog(session_log, global_step);

    /// <inheritdoc cref="AddRunMetadata"/>
    /// <param name="run_metadata">What the engine told.</param>
    /// <param name="tag">A name for the run, under which TensorBoard offers it.</param>
    /// <param name="global_step">The step that it belongs to.</param>
    public void add_run_metadata(RunMetadata run_metadata, string tag, long? global_step = null) => AddRunMetadata(run_metadata, tag, global_step);

    /// <inheritdoc cref="AddEvent"/>
    public void add_event(Event @event) => AddEvent(@event);

    /// <inheritdoc cref="Flush"/>
    public void flush() => Flush();

    /// <inheritdoc cref="Close"/>
    public void close() => Close();

    /// <inheritdoc cref="Reopen"/>
    public void reopen() => Reopen();
}
