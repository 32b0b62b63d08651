using TfStatefulLstm.Protos;
using TfStatefulLstm.Training.Summaries;

namespace TfStatefulLstm.Facade;

public sealed partial class tensorflow_train
{
    /// <summary>The events of an event file, in order.</summary>
    /// <exception cref="Framework.NotFoundError">There is no such file.</exception>
    /// <exception cref="Framework.DataLossError">A record is cut short or altered, or no event; the message says where.</exception>
    public IEnumerable<Event> summary_iterator(string path) => RecordReader.Events(path);
}
