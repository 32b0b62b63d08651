using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>Builds the nodes that save and restore, node for node as TensorFlow 1.15 does (<c>BulkSaverBuilder</c>): all tensors of a device by one op.</summary>
public class SaverBuilder
{
    private const SaverDef.Types.CheckpointFormatVersion V1 = SaverDef.Types.CheckpointFormatVersion.V1;

    /// <summary>Builds the nodes of one saver.</summary>
    internal SaverDef Build(Graph graph, IReadOnlyList<SaveableObject> saveables, SaverOptions options)
    {
        var def = BuildNodes(graph, saveables, options);
        // A MetaGraph names what is in collections, so a partitioned variable in one must have a tensor of its name.
        foreach (var partitioned in graph.CollectionKeys.ToList().SelectMany(k => graph.Collection(k)).OfType<PartitionedVariable>())
            if (!graph.TryGetOperation(partitioned.Name, out _)) partitioned.Value();
        return def;
    }

    private SaverDef BuildNodes(Graph graph, IReadOnlyList<SaveableObject> saveables, SaverOptions options)
    {
        using var scope = graph.NameScope(options.Name ?? "save");
        var filename = graph.Apply("PlaceholderWithDefault", "filename", [string.IsNullOrEmpty(options.Filename) ? "model" : options.Filename], ("shape", AttrValues.Of(Shape.Scalar))).Output;
        filename = graph.Apply("PlaceholderWithDefault", "Const", [filename], ("shape", AttrValues.Of(Shape.Scalar))).Output;
        Tensor save;
        Operation restore;
        if (options.Sharded)
        {
            var shards = ByDevice(saveables);
            save = options.WriteVersion == V1 ? AddShardedSaveV1(graph, filename, shards) : AddShardedSave(graph, filename, shards);
            restore = AddShardedRestore(graph, filename, shards, options.Reshape);
        }
        else
        {
            save = AddSave(graph, filename, saveables, options.WriteVersion);
            restore = AddRestore(graph, filename, saveables, options.Reshape, "restore_all");
        }
        return new SaverDef
        {
            FilenameTensorName = filename.Name,
            SaveTensorName = save.Name,
            RestoreOpName = restore.Name,
            MaxToKeep = options.MaxToKeep ?? 0,
            Sharded = options.Sharded,
            KeepCheckpointEveryNHours = (float)options.KeepCheckpointEveryNHours,
            Version = options.WriteVersion,
        };
    }

    /// <summary>Restores the tensors of all saveables, in their order.</summary>
    private protected virtual IReadOnlyList<Tensor> RestoreTensors(Graph graph, Tensor filename, IReadOnlyList<SaveableObject> saveables)
    {
        using var device = graph.Device("cpu:0");
        return RestoreV2(graph, filename, [.. saveables.SelectMany(s => s.Specs)]);
    }

    private protected static IReadOnlyList<Tensor> RestoreV2(Graph graph, Tensor filename, IReadOnlyList<SaveSpec> specs) =>
        graph.Apply("RestoreV2", null, [filename, Strings(specs.Select(s => s.Name)), Strings(specs.Select(s => s.SliceSpec))], ("dtypes", AttrValues.Of(specs.Select(s => s.DType)))).Outputs;

    private protected static string OnCpu(string device) => (DeviceSpec.Parse(device) with { DeviceType = "CPU", DeviceIndex = 0 }).ToString();

    // The file's name, available once the tensors are saved.
    private static Tensor AddSave(Graph graph, Tensor filename, IReadOnlyList<SaveableObject> saveables, SaverDef.Types.CheckpointFormatVersion version)
    {
        var specs = saveables.SelectMany(s => s.Specs).ToList();
        var (op, name) = version == V1 ? ("SaveSlices", "save") : ("SaveV2", null);
        var save = graph.Apply(op, name, [filename, Strings(specs.Select(s => s.Name)), Strings(specs.Select(s => s.SliceSpec)),
            TensorLike.List(specs.Select(s => (TensorLike)s.Tensor))]);
        return ControlFunctions.WithDependencies([save], filename);
    }

    // Every device saves its shard beside the others under a random name; then they become one checkpoint.
    private static Tensor AddShardedSave(Graph graph, Tensor prefix, IReadOnlyList<(string Device, IReadOnlyList<SaveableObject> Saveables)> shards)
    {
        var temporary = graph.Apply("StringJoin", null, [TensorLike.List([prefix, $"_temp_{Guid.NewGuid():N}/part"])]).Output;
        var count = graph.Apply("Const", "num_shards", [], ("value", AttrValues.Tensor(NDArray.Scalar(shards.Count))), ("dtype", AttrValues.Of(DType.Int32))).Output;
        var (names, saves) = (new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < shards.Count; i++)
        {
            using var device = graph.Device(OnCpu(shards[i].Device));
            names.Add(graph.Apply("ShardedFilename", null, [temporary, i, count]).Output);
            saves.Add(AddSave(graph, names[i], shards[i].Saveables, SaverDef.Types.CheckpointFormatVersion.V2));
        }
        using var after = graph.ControlDependencies(saves.Select(s => s.Op));
        using var last = graph.Device(OnCpu(shards[^1].Device));
        var merge = graph.Apply("MergeV2Checkpoints", null, [names, prefix], ("delete_old_dirs", AttrValues.Of(true)));
        using var merged = graph.ControlDependencies([merge]);
        return graph.Apply("Identity", null, [prefix]).Output;
    }

    // Every device saves a file of its own; the checkpoint is the pattern that matches them.
    private static Tensor AddShardedSaveV1(Graph graph, Tensor prefix, IReadOnlyList<(string Device, IReadOnlyList<SaveableObject> Saveables)> shards)
    {
        var count = graph.Apply("Const", "num_shards", [], ("value", AttrValues.Tensor(NDArray.Scalar(shards.Count))), ("dtype", AttrValues.Of(DType.Int32))).Output;
        var saves = new List<Operation>();
        for (var i = 0; i < shards.Count; i++)
        {
            using var device = graph.Device(shards[i].Device);
            var name = graph.Apply("ShardedFilename", null, [prefix, i, count]).Output;
            saves.Add(AddSave(graph, name, shards[i].Saveables, V1).Op);
        }
        using var after = graph.ControlDependencies(saves);
        return graph.Apply("ShardedFilespec", null, [prefix, count]).Output;
    }

    private Operation AddRestore(Graph graph, Tensor filename, IReadOnlyList<SaveableObject> saveables, bool reshape, string name)
    {
        var tensors = RestoreTensors(graph, filename, saveables);
        var assigns = new List<Dependency>();
        var at = 0;
        foreach (var saveable in saveables)
        {
            var shapes = reshape ? saveable.Specs.Select(s => ShapeOf(s.Tensor)).ToList() : null;
            assigns.Add(saveable.Restore([.. tensors.Skip(at).Take(saveable.Specs.Count)], shapes));
            at += saveable.Specs.Count;
        }
        return ControlFunctions.Group(assigns, name);
    }

    private Operation AddShardedRestore(Graph graph, Tensor filename, IReadOnlyList<(string Device, IReadOnlyList<SaveableObject> Saveables)> shards, bool reshape)
    {
        var restores = new List<Dependency>();
        foreach (var (name, saveables) in shards)
        {
            using var device = graph.Device(name);
            restores.Add(AddRestore(graph, filename, saveables, reshape, "restore_shard"));
        }
        return ControlFunctions.Group(restores, "restore_all");
    }

    private static TensorLike ShapeOf(TensorConvertible value)
    {
        var shape = value is Framework.Variables.VariableBase v ? v.Shape : ((Tensor)value).Shape;
        if (shape.IsFullyDefined) return shape;
        return value.OfGraph!.Apply("Shape", null, [value]).Output;
    }

    private static IReadOnlyList<(string Device, IReadOnlyList<SaveableObject> Saveables)> ByDevice(IReadOnlyList<SaveableObject> saveables) =>
        [.. saveables.GroupBy(DeviceOf).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, (IReadOnlyList<SaveableObject>)[.. g]))];

    private static string DeviceOf(SaveableObject saveable)
    {
        var devices = saveable.Specs.Select(s => DeviceSpec.Parse(s.Tensor.Source.Device).ToString()).Distinct().ToList();
        return devices.Count == 1 ? devices[0] : throw new ValueError($"All tensors of a saveable object must be on the same device: {saveable.Name}");
    }

    private static TensorLike Strings(IEnumerable<string> values) => values.ToArray();
}

/// <summary>Builds one restoring op a saveable, on the saveable's own device (<c>BaseSaverBuilder</c>).</summary>
public sealed class OneByOneSaverBuilder : SaverBuilder
{
    private protected override IReadOnlyList<Tensor> RestoreTensors(Graph graph, Tensor filename, IReadOnlyList<SaveableObject> saveables) =>
        [.. saveables.SelectMany(saveable =>
        {
            using var device = graph.Device(saveable.Device.Length == 0 ? null : OnCpu(saveable.Device));
            return saveable.Specs.SelectMany(s => RestoreV2(graph, filename, [s])).ToList();
        })];
}
