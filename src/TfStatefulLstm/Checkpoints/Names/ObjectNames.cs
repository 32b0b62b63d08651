using Google.Protobuf;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints.Names;

/// <summary>The checkpoints of <c>tf.train.Checkpoint</c>: tensors are named after objects (<c>layer/kernel/.ATTRIBUTES/VARIABLE_VALUE</c>), and one more tensor says
/// which variable each is.</summary>
internal static class ObjectNames
{
    private const string ObjectGraphKey = "_CHECKPOINTABLE_OBJECT_GRAPH";

    /// <summary>The keys of the tensors by the names of their variables; nothing of another checkpoint. Of two variables of one name the first counts.</summary>
    /// <exception cref="DataLossError">The description of the objects is malformed.</exception>
    public static IReadOnlyDictionary<string, string> Of(CheckpointSource source)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!source.Contains(ObjectGraphKey) || source.Describe(ObjectGraphKey) is not { DType: DType.String }) return keys;
        if (source.Read(ObjectGraphKey) is not { Length: 1 } graph) return keys;
        try
        {
            foreach (var attribute in TrackableObjectGraph.Parser.ParseFrom(graph.AsSpan<byte[]>()[0]).Nodes.SelectMany(n => n.Attributes))
                if (attribute.FullName.Length > 0) keys.TryAdd(attribute.FullName, attribute.CheckpointKey);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new DataLossError($"The checkpoint's {ObjectGraphKey} is malformed: {e.Message}", inner: e);
        }
        return keys;
    }
}
