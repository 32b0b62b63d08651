using Google.Protobuf;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Protos.Config;

namespace TfStatefulLstm.Training.Summaries;

/// <summary>Writes summaries and graphs to an event file that TensorBoard shows (<c>tf.summary.FileWriter</c>). Writing goes on in the background; a closed writer
/// ignores what it is given until it is opened again.</summary>
public sealed partial class FileWriter : IDisposable
{
    private readonly EventFileWriter _events;
    private readonly HashSet<string> _seenTags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _runTags = new(StringComparer.Ordinal);

    /// <summary>Makes a writer. Its file comes with the first event.</summary>
    /// <param name="logdir">The folder, made if need be.</param>
    /// <param name="graph">A graph to begin with.</param>
    /// <param name="maxQueue">How many events may wait to be written before adding one waits; 0 for any number.</param>
    /// <param name="flushSecs">How often, in seconds, what was written is handed to the operating system.</param>
    /// <param name="graphDef">The same as <paramref name="graph"/>, as its nodes.</param>
    /// <param name="filenameSuffix">What the file's name ends in.</param>
    /// <exception cref="ValueError">There is both a graph and a GraphDef.</exception>
    public FileWriter(string logdir, Graph? graph = null, int maxQueue = 10, double flushSecs = 120, GraphDef? graphDef = null, string? filenameSuffix = null)
    {
        if (graph is not null && graphDef is not null) throw new ValueError("Please pass only graph, or graph_def (deprecated), but not both.");
        _events = new EventFileWriter(logdir, maxQueue, flushSecs, filenameSuffix);
        if ((graphDef ?? graph?.ToGraphDef(addShapes: true)) is not { } def) return;
        AddGraph(def);
        // With the collections of the default graph, whichever graph it is: TensorFlow takes them from there.
        AddMetaGraph(MetaGraphs.Export(Graph.Default, new MetaGraphOptions { GraphDef = def }));
    }

    /// <summary>The folder.</summary>
    public string LogDir => _events.Folder;

    /// <summary>Adds a summary. Metadata of a tag are kept with its first value alone.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="globalStep">The step that it belongs to.</param>
    /// <exception cref="OpError">An event before it could not be written.</exception>
    public void AddSummary(Summary summary, long? globalStep = null)
    {
        summary = summary.Clone();
        foreach (var value in summary.Value)
            if (!_seenTags.Add(value.Tag)) value.Metadata = null;
        Add(new Event { Summary = summary }, globalStep);
    }

    /// <summary>Adds what the run of a summary's tensor gave.</summary>
    /// <inheritdoc cref="AddSummary(Summary, long?)"/>
    /// <exception cref="InvalidArgumentError">It is no serialized summary.</exception>
    public void AddSummary(NDArray summary, long? globalStep = null)
    {
        if (summary is not { DType: DType.String, Length: 1 }) throw new InvalidArgumentError($"a summary is one string, not {summary.DType.Name()}{summary.Shape}");
        try
        {
            AddSummary(Messages.Parse(Summary.Parser, summary.AsSpan<byte[]>()[0]), globalStep);
        }
        catch (InvalidArgumentError e)
        {
            throw new InvalidArgumentError("Error parsing message: the string is no summary", inner: e);
        }
    }

    /// <summary>Adds a graph with its shapes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="globalStep">The step that it belongs to.</param>
    public void AddGraph(Graph graph, long? globalStep = null) => AddGraph(graph.ToGraphDef(addShapes: true), globalStep);

    /// <summary>Adds a graph.</summary>
    /// <param name="graph">The graph's nodes.</param>
    /// <param name="globalStep">The step that it belongs to.</param>
    public void AddGraph(GraphDef graph, long? globalStep = null) => Add(new Event { GraphDef = graph.ToByteString() }, globalStep);

    /// <summary>Adds a graph with its collections.</summary>
    /// <param name="metaGraph">The MetaGraph.</param>
    /// <param name="globalStep">The step that it belongs to.</param>
    public void AddMetaGraph(MetaGraphDef metaGraph, long? globalStep = null) => Add(new Event { MetaGraphDef = metaGraph.ToByteString() }, globalStep);

    /// <summary>Adds that a session began, ended or saved: at a new beginning TensorBoard forgets what it had of later steps.</summary>
    /// <param name="log">What happened.</param>
    /// <param name="globalStep">The step that it belongs to.</param>
    public void AddSessionLog(SessionLog log, long? globalStep = null) => Add(new Event { SessionLog = log.Clone() }, globalStep);

    /// <summary>Adds what an engine told of one run, such as when each operation ran.</summary>
    /// <param name="runMetadata">What it told.</param>
    /// <param name="tag">A name for the run, under which TensorBoard offers it.</param>
    /// <param name="globalStep">The step that it belongs to.</param>
    /// <exception cref="ValueError">The name was used for another run.</exception>
    public void AddRunMetadata(RunMetadata runMetadata, string tag, long? globalStep = null)
    {
        if (!_runTags.Add(tag)) throw new ValueError("The provided tag was already used for this event type");
        Add(new Event { TaggedRunMetadata = new TaggedRunMetadata { Tag = tag, RunMetadata = runMetadata.ToByteString() } }, globalStep);
    }

    /// <summary>Adds an event as it is.</summary>
    /// <exception cref="OpError">An event before it could not be written.</exception>
    public void AddEvent(Event @event) => _events.Add(@event.Clone());

    /// <summary>Waits until everything is written.</summary>
    /// <exception cref="OpError">Something could not be written.</exception>
    public void Flush() => _events.Flush();

    /// <summary>Writes what waits and closes the file.</summary>
    /// <exception cref="OpError">Something could not be written.</exception>
    public void Close() => _events.Close();

    /// <summary>Opens a closed writer again; its events go to a new file.</summary>
    public void Reopen() => _events.Reopen();

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Add(Event @event, long? step)
    {
        @event.WallTime = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        @event.Step = step ?? 0;
        _events.Add(@event);
    }
}
