using System.Text.RegularExpressions;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints;

/// <summary>The files of checkpoints and the <c>checkpoint</c> file that lists them (<c>tf.train.latest_checkpoint</c> and its siblings).</summary>
public static partial class CheckpointManagement
{
    private const string StateFile = "checkpoint";

    /// <summary>The state for a list of checkpoints (<c>tf.train.generate_checkpoint_state_proto</c>). Of a relative folder the paths become relative to it.</summary>
    /// <param name="saveDir">The folder of the checkpoints.</param>
    /// <param name="modelCheckpointPath">The newest checkpoint.</param>
    /// <param name="allModelCheckpointPaths">All that are kept, oldest first; the newest is added if it is not the last.</param>
    /// <param name="allModelCheckpointTimestamps">When each was made, in seconds since 1970.</param>
    /// <param name="lastPreservedTimestamp">When the last was made that is kept for good.</param>
    /// <exception cref="ValueError">There are not as many timestamps as paths.</exception>
    public static CheckpointState GenerateCheckpointStateProto(string saveDir, string modelCheckpointPath, IReadOnlyList<string>? allModelCheckpointPaths = null,
        IReadOnlyList<double>? allModelCheckpointTimestamps = null, double? lastPreservedTimestamp = null)
    {
        List<string> all = [.. allModelCheckpointPaths ?? []];
        if (all.Count == 0 || all[^1] != modelCheckpointPath) all.Add(modelCheckpointPath);
        if (allModelCheckpointTimestamps is { Count: > 0 } && allModelCheckpointTimestamps.Count != all.Count)
            throw new ValueError($"Checkpoint timestamps, if provided, must match checkpoint paths (got paths [{string.Join(", ", all)}] and timestamps [{string.Join(", ", allModelCheckpointTimestamps)}])");
        string Relative(string path) => Path.IsPathRooted(saveDir) || Path.IsPathRooted(path) ? path : RelativeTo(saveDir, path);
        var state = new CheckpointState { ModelCheckpointPath = Relative(modelCheckpointPath), LastPreservedTimestamp = lastPreservedTimestamp ?? 0 };
        state.AllModelCheckpointPaths.Add(all.Select(Relative));
        state.AllModelCheckpointTimestamps.Add(allModelCheckpointTimestamps ?? []);
        return state;
    }

    /// <summary>Writes the <c>checkpoint</c> file of a folder, in one step (<c>tf.train.update_checkpoint_state</c>).</summary>
    /// <param name="saveDir">The folder.</param>
    /// <param name="modelCheckpointPath">The newest checkpoint.</param>
    /// <param name="allModelCheckpointPaths">All that are kept, oldest first.</param>
    /// <param name="latestFilename">The name of the file, if not <c>checkpoint</c>.</param>
    /// <param name="saveRelativePaths">Whether absolute paths become relative to the folder, so that it can be moved.</param>
    /// <param name="allModelCheckpointTimestamps">When each was made, in seconds since 1970.</param>
    /// <param name="lastPreservedTimestamp">When the last was made that is kept for good.</param>
    /// <exception cref="RuntimeError">The checkpoint has the name of the file.</exception>
    public static void UpdateCheckpointState(string saveDir, string modelCheckpointPath, IReadOnlyList<string>? allModelCheckpointPaths = null, string? latestFilename = null,
        bool saveRelativePaths = false, IReadOnlyList<double>? allModelCheckpointTimestamps = null, double? lastPreservedTimestamp = null)
    {
        string Shortened(string path) => saveRelativePaths && Path.IsPathRooted(path) ? RelativeTo(saveDir, path) : path;
        var state = GenerateCheckpointStateProto(saveDir, Shortened(modelCheckpointPath), allModelCheckpointPaths?.Select(Shortened).ToList(), allModelCheckpointTimestamps, lastPreservedTimestamp);
        var file = Path.Combine(saveDir, latestFilename ?? StateFile);
        if (file == state.ModelCheckpointPath)
            throw new RuntimeError($"Save path '{modelCheckpointPath}' conflicts with path used for checkpoint state.  Please use a different save path.");
        AtomicFile.Write(file, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(TextFormat.Print(state))));
    }

    /// <summary>What the <c>checkpoint</c> file of a folder says, with its paths made to lead from here (<c>tf.train.get_checkpoint_state</c>).</summary>
    /// <returns>The state, or null if there is no such file or it cannot be read.</returns>
    /// <exception cref="ValueError">The file names no checkpoint.</exception>
    public static CheckpointState? GetCheckpointState(string checkpointDir, string? latestFilename = null)
    {
        var file = Path.Combine(checkpointDir, latestFilename ?? StateFile);
        CheckpointState state;
        try
        {
            if (!File.Exists(file)) return null;
            state = TextFormat.Parse<CheckpointState>(File.ReadAllText(file));
        }
        catch (Exception e) when (e is OpError or IOException or UnauthorizedAccessException)
        {
            return null; // TensorFlow logs it and goes on: a training job must start where a checkpoint file is broken
        }
        if (state.ModelCheckpointPath.Length == 0) throw new ValueError($"Invalid checkpoint state loaded from {checkpointDir}");
        state.ModelCheckpointPath = Path.Combine(checkpointDir, state.ModelCheckpointPath);
        for (var i = 0; i < state.AllModelCheckpointPaths.Count; i++)
            state.AllModelCheckpointPaths[i] = Path.Combine(checkpointDir, state.AllModelCheckpointPaths[i]);
        return state;
    }

    /// <summary>The newest checkpoint of a folder (<c>tf.train.latest_checkpoint</c>).</summary>
    /// <returns>Its prefix, or null if the <c>checkpoint</c> file names none that exists.</returns>
    public static string? LatestCheckpoint(string checkpointDir, string? latestFilename = null)
    {
        var path = GetCheckpointState(checkpointDir, latestFilename)?.ModelCheckpointPath;
        return path is not null && CheckpointExists(path) ? path : null;
    }

    /// <summary>Whether there is a checkpoint of that prefix, of either format; the prefix may have wildcards (<c>tf.train.checkpoint_exists</c>).</summary>
    public static bool CheckpointExists(string checkpointPrefix) =>
        BundleFiles.Exists(checkpointPrefix) || BundleFiles.Matching(BundleFiles.Index(checkpointPrefix)).Count > 0 || BundleFiles.Matching(checkpointPrefix).Count > 0;

    /// <summary>When checkpoints were written, in seconds since 1970, for those that exist (<c>tf.train.get_checkpoint_mtimes</c>).</summary>
    public static IReadOnlyList<double> GetCheckpointMtimes(IEnumerable<string> checkpointPrefixes) =>
        [.. checkpointPrefixes
            .Select(prefix => BundleFiles.Matching(BundleFiles.Index(prefix)).Concat(BundleFiles.Matching(prefix)).FirstOrDefault())
            .OfType<string>()
            .Select(file => (File.GetLastWriteTimeUtc(file) - DateTime.UnixEpoch).TotalSeconds)];

    /// <summary>Deletes a checkpoint and its MetaGraph (<c>tf.train.remove_checkpoint</c>).</summary>
    /// <param name="checkpointPrefix">The checkpoint.</param>
    /// <param name="checkpointFormatVersion">Its format.</param>
    /// <param name="metaGraphSuffix">The suffix of the MetaGraph's file.</param>
    public static void RemoveCheckpoint(string checkpointPrefix, SaverDef.Types.CheckpointFormatVersion checkpointFormatVersion = SaverDef.Types.CheckpointFormatVersion.V2, string metaGraphSuffix = "meta")
    {
        List<string> patterns = [MetaGraphFilename(checkpointPrefix, metaGraphSuffix)];
        if (checkpointFormatVersion == SaverDef.Types.CheckpointFormatVersion.V2)
        {
            // What a killed save left goes first: alone it would count as the checkpoint.
            var (index, data) = (BundleFiles.Index(checkpointPrefix), checkpointPrefix + ".data-?????-of-?????");
            patterns.AddRange([BundleFiles.Pending(index), index, BundleFiles.Pending(data), data]);
        }
        else
        {
            patterns.AddRange([BundleFiles.Pending(checkpointPrefix), checkpointPrefix]);
        }
        foreach (var file in patterns.SelectMany(BundleFiles.Matching)) BundleFiles.Guard(file, () => File.Delete(file));
    }

    /// <summary>The file of a checkpoint's MetaGraph: the prefix without the number of a shard, and a suffix.</summary>
    public static string MetaGraphFilename(string checkpointFilename, string metaGraphSuffix = "meta") => $"{ShardSuffix().Replace(checkpointFilename, "")}.{metaGraphSuffix}";

    /// <summary>The prefix of the checkpoint that a path means: a prefix, the index, the MetaGraph, a data file, or a folder, of which it is the newest.</summary>
    /// <exception cref="NotFoundError">The path means no checkpoint.</exception>
    public static string Resolve(string path)
    {
        path = BundleFiles.Local(path);
        if (BundleFiles.Exists(path)) return path;
        if (Directory.Exists(path))
            return LatestCheckpoint(path) ?? NewestIn(path) ?? throw new NotFoundError($"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {path}: the folder has no checkpoint");
        var prefix = FileSuffix().Replace(path, "");
        if (prefix != path && BundleFiles.Exists(prefix)) return prefix;
        return BundleFiles.Matching(path).Count > 0 ? path : throw new NotFoundError($"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {path}");
    }

    private static string? NewestIn(string folder) => Directory.EnumerateFiles(folder, "*.index")
        .OrderByDescending(File.GetLastWriteTimeUtc).ThenByDescending(f => f, StringComparer.Ordinal)
        .Select(f => f[..^".index".Length]).FirstOrDefault();

    private static string RelativeTo(string folder, string path) => Path.GetRelativePath(folder.Length == 0 ? "." : folder, path);

    [GeneratedRegex(@"-[\d?]+-of-\d+$")]
    private static partial Regex ShardSuffix();

    [GeneratedRegex(@"\.(index|meta|data-\d{5}-of-\d{5})$")]
    private static partial Regex FileSuffix();
}
