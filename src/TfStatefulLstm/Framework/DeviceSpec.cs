namespace TfStatefulLstm.Framework;

/// <summary>A device name in its parts (<c>tf.DeviceSpec</c>): <c>/job:worker/replica:0/task:1/device:CPU:0</c>, each part optional.</summary>
/// <param name="Job">The job.</param>
/// <param name="Replica">The replica.</param>
/// <param name="Task">The task.</param>
/// <param name="DeviceType">The type, in capitals: CPU, GPU.</param>
/// <param name="DeviceIndex">The index; null where the name says <c>*</c> or nothing.</param>
public sealed record DeviceSpec(string? Job = null, int? Replica = null, int? Task = null, string? DeviceType = null, int? DeviceIndex = null)
{
    /// <summary>Reads a device name; <c>/cpu:0</c> is the old spelling of <c>/device:CPU:0</c>.</summary>
    /// <exception cref="ValueError">A part is not known.</exception>
    public static DeviceSpec Parse(string name)
    {
        var spec = new DeviceSpec();
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = part.Split(':');
            spec = (words[0].ToLowerInvariant(), words.Length) switch
            {
                ("job", 2) => spec with { Job = words[1] },
                ("replica", 2) => spec with { Replica = Number(words[1], name) },
                ("task", 2) => spec with { Task = Number(words[1], name) },
                ("device", 3) => spec with { DeviceType = words[1].ToUpperInvariant(), DeviceIndex = words[2] == "*" ? null : Number(words[2], name) },
                ("cpu" or "gpu", 2) => spec with { DeviceType = words[0].ToUpperInvariant(), DeviceIndex = words[1] == "*" ? null : Number(words[1], name) },
                _ => throw new ValueError($"Unknown attribute: '{words[0]}' in '{name}'"),
            };
        }
        return spec;
    }

    /// <summary>This device where it says something, the other where it does not.</summary>
    public DeviceSpec MergedOver(DeviceSpec other) => new(Job ?? other.Job, Replica ?? other.Replica, Task ?? other.Task,
        DeviceType ?? other.DeviceType, DeviceType is null ? other.DeviceIndex : DeviceIndex ?? other.DeviceIndex);

    /// <summary>The function of a device's name: what an operation's device leaves open, the name fills.</summary>
    /// <exception cref="ValueError">The string is no device name.</exception>
    internal static Func<Operation, string> Filler(string device)
    {
        var spec = Parse(device);
        return op => Parse(op.Device).MergedOver(spec).ToString();
    }

    /// <summary>The canonical name.</summary>
    public override string ToString() => string.Concat(
        Job is null ? "" : $"/job:{Job}",
        Replica is null ? "" : $"/replica:{Replica}",
        Task is null ? "" : $"/task:{Task}",
        DeviceType is null ? "" : $"/device:{DeviceType}:{(DeviceIndex is null ? "*" : DeviceIndex.ToString())}");

    private static int Number(string text, string name) => int.TryParse(text, out var n) ? n : throw new ValueError($"Unknown attribute: '{text}' in '{name}'");
}
