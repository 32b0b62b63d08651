using System.Collections.Frozen;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Framework;

/// <summary>The definitions of all ops of TensorFlow 1.15.5, with which a graph can hold ops that this library cannot run.</summary>
internal static class OpDefinitions
{
    private static readonly Lazy<FrozenDictionary<string, OpSchema>> s_all = new(Read);

    /// <summary>The definition of an op; null if TensorFlow has none of that name.</summary>
    public static OpSchema? Find(string name) => s_all.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, OpSchema> Read()
    {
        using var stream = typeof(OpDefinitions).Assembly.GetManifestResourceStream("ops.pb")!;
        return OpList.Parser.ParseFrom(stream).Op.ToFrozenDictionary(op => op.Name, OpSchema.FromProto);
    }
}
