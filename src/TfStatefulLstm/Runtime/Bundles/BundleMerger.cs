using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Makes one checkpoint of several shards out of several checkpoints (the op <c>MergeV2Checkpoints</c>): data files are renamed, indexes merged.</summary>
internal static class BundleMerger
{
    /// <summary>Merges, and removes the indexes of what was merged.</summary>
    /// <exception cref="InvalidArgumentError">A tensor is in more than one of them.</exception>
    /// <exception cref="NotFoundError">A checkpoint is missing.</exception>
    public static void Merge(IReadOnlyList<string> prefixes, string destination)
    {
        BundleFiles.MakeFolder(destination);
        BundleFiles.Recover(destination);
        var (merged, files) = MergeIndexes(prefixes);
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            var target = BundleFiles.Pending(BundleFiles.Data(destination, i, files.Count));
            BundleFiles.Guard(file, () => File.Move(file, target, overwrite: true));
        }
        merged.Write(BundleFiles.Pending(BundleFiles.Index(destination)));
        BundleFiles.Commit(destination, files.Count);
        foreach (var prefix in prefixes.Where(p => p != destination)) File.Delete(BundleFiles.Index(prefix));
    }

    private static (BundleIndex Merged, List<string> Files) MergeIndexes(IReadOnlyList<string> prefixes)
    {
        var indexes = prefixes.Select(p => (Prefix: p, Index: BundleIndex.Read(BundleFiles.Index(p)))).ToList();
        // Shards are numbered in the order in which an entry first names them.
        var files = new List<string>();
        var merged = new SortedDictionary<string, Protos.BundleEntryProto>(StringComparer.Ordinal);
        foreach (var (prefix, index) in indexes)
        {
            if (index.Header.Endianness != indexes[0].Index.Header.Endianness) throw new InvalidArgumentError("Merging bundles with conflicting endianness; inputs corrupted?");
            foreach (var (key, entry) in index.Entries)
            {
                if (merged.TryGetValue(key, out var existing))
                {
                    if (existing.Slices.Count == 0 || entry.Slices.Count == 0)
                        throw new InvalidArgumentError($"Duplicate tensor keyed by {BundleIndex.NameOf(key)} encountered, when merging prefix: {prefix}");
                    existing.Slices.Add(entry.Slices);
                    continue;
                }
                var file = BundleFiles.Data(prefix, entry.ShardId, index.Header.NumShards);
                var shard = files.IndexOf(file);
                if (shard < 0)
                {
                    shard = files.Count;
                    files.Add(file);
                }
                merged[key] = entry.Clone();
                merged[key].ShardId = shard;
            }
        }
        var result = new BundleIndex(files.Count);
        if (indexes.Count > 0) result.Header.Endianness = indexes[0].Index.Header.Endianness;
        foreach (var (key, entry) in merged) result.Entries[key] = entry;
        return (result, files);
    }
}
