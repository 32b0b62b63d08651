using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Summaries;

/// <summary>One writer for every folder (<c>tf.summary.FileWriterCache</c>).</summary>
public sealed class FileWriterCache
{
    private readonly Dictionary<string, FileWriter> _writers = [];

    internal FileWriterCache() { }

    /// <summary>The writer of a folder; a new one begins with the default graph.</summary>
    public FileWriter get(string logdir)
    {
        lock (_writers)
        {
            if (!_writers.TryGetValue(logdir, out var writer)) _writers.Add(logdir, writer = new FileWriter(logdir, Graph.Default));
            return writer;
        }
    }

    /// <summary>Closes all writers and forgets them.</summary>
    public void clear()
    {
        lock (_writers)
        {
            foreach (var writer in _writers.Values) writer.Close();
            _writers.Clear();
        }
    }
}
