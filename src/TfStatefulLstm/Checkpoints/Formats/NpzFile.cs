using System.IO.Compression;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Formats;

/// <summary>Named arrays in numpy's <c>.npz</c> format, a zip archive of <c>.npy</c> files (<c>np.load</c>, <c>np.savez</c>, <c>np.savez_compressed</c>).</summary>
public static class NpzFile
{
    // The most that deflate can gain: 258 bytes for two bits.
    private const long MaxInflation = 1032;

    private static readonly DateTimeOffset NumpyDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads every array, in the order of the archive, under its name without <c>.npy</c>.</summary>
    /// <exception cref="DataLossError">The archive or an array in it is cut short or malformed.</exception>
    /// <exception cref="InvalidArgumentError">The elements of an array have no tensor type.</exception>
    public static OrderedDictionary<string, NDArray> Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, path);
    }

    internal static OrderedDictionary<string, NDArray> Read(Stream stream, string where)
    {
        var arrays = new OrderedDictionary<string, NDArray>();
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries)
            {
                var name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                if (entry.Length > entry.CompressedLength * MaxInflation + MaxInflation)
                    throw NpyHeader.Bad(where, $"entry {entry.FullName} claims {entry.Length} bytes in {entry.CompressedLength} compressed ones");
                using var content = entry.Open();
                arrays[name] = NpyFile.Read(content, entry.Length, $"{where}({entry.FullName})");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DataLossError($"{where} cannot be read: {e.Message}", inner: e);
        }
        return arrays;
    }

    /// <summary>Writes the arrays in their order. The same arrays give the same bytes.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="arrays">Names, without <c>.npy</c>, and arrays.</param>
    /// <param name="compressed">Whether to compress, as <c>np.savez_compressed</c> does.</param>
    /// <exception cref="InvalidArgumentError">An array has no form in numpy; see <see cref="NpyFile.Write(string, NDArray)"/>.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NDArray>> arrays, bool compressed = true)
    {
        using var file = File.Create(path);
        Write(file, arrays, compressed);
    }

    internal static void Write(Stream file, IEnumerable<KeyValuePair<string, NDArray>> arrays, bool compressed = true)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, array) in arrays)
        {
            var entry = zip.CreateEntry(name + ".npy", compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = NumpyDate;
            using var content = entry.Open();
            NpyFile.Write(content, array);
        }
    }
}
