using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Training.Distributed;

/// <summary>The processes of a distributed training: tasks with their addresses, in jobs (<c>tf.train.ClusterSpec</c>).</summary>
public sealed class ClusterSpec : IEquatable<ClusterSpec>
{
    private readonly Dictionary<string, ClusterJob> _jobs;

    /// <summary>A cluster of jobs.</summary>
    /// <param name="cluster">The tasks of every job: <c>new() { ["ps"] = ["a:2222"], ["worker"] = ["b:2222", "c:2222"] }</c>.</param>
    /// <exception cref="TypeError">A job has no tasks to speak of, or a task no address.</exception>
    public ClusterSpec(IReadOnlyDictionary<string, ClusterJob> cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        _jobs = [];
        foreach (var (name, job) in cluster) _jobs[name] = job ?? throw new TypeError($"The tasks for job '{name}' must be a list or a dictionary from integers to strings.");
    }

    /// <summary>The cluster of a protocol buffer.</summary>
    public ClusterSpec(ClusterDef cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        _jobs = cluster.Job.ToDictionary(j => j.Name, j => new ClusterJob(j.Tasks));
    }

    /// <summary>The names of the jobs.</summary>
    public IReadOnlyList<string> jobs => [.. _jobs.Keys];

    /// <summary>The jobs by name.</summary>
    public IReadOnlyDictionary<string, ClusterJob> as_dict() => _jobs;

    /// <summary>The protocol buffer, jobs in the order of their names.</summary>
    public ClusterDef as_cluster_def()
    {
        var def = new ClusterDef();
        foreach (var (name, job) in _jobs.OrderBy(j => j.Key, StringComparer.Ordinal))
        {
            var jobDef = new JobDef { Name = name };
            jobDef.Tasks.Add(job.Tasks.ToDictionary());
            def.Job.Add(jobDef);
        }
        return def;
    }

    /// <summary>How many tasks a job has.</summary>
    /// <exception cref="ValueError">There is no such job.</exception>
    public int num_tasks(string job_name) => Job(job_name).Tasks.Count;

    /// <summary>The numbers of a job's tasks, ascending.</summary>
    /// <exception cref="ValueError">There is no such job.</exception>
    public IReadOnlyList<int> task_indices(string job_name) => [.. Job(job_name).Tasks.Keys];

    /// <summary>The address of a task.</summary>
    /// <exception cref="ValueError">There is no such job or task.</exception>
    public string task_address(string job_name, int task_index) =>
        Job(job_name).Tasks.TryGetValue(task_index, out var address) ? address : throw new ValueError($"No task with index {task_index} in job '{job_name}'");

    /// <summary>The addresses of a job's tasks by number; null where the cluster does not tell a task.</summary>
    /// <exception cref="ValueError">There is no such job, or it has no tasks.</exception>
    public IReadOnlyList<string?> job_tasks(string job_name)
    {
        var tasks = Job(job_name).Tasks;
        if (tasks.Count == 0) throw new ValueError("max() arg is an empty sequence");
        return [.. Enumerable.Range(0, tasks.Keys.Last() + 1).Select(i => tasks.GetValueOrDefault(i))];
    }

    /// <inheritdoc/>
    public bool Equals(ClusterSpec? other) => other is not null && _jobs.Count == other._jobs.Count && _jobs.All(j => other._jobs.TryGetValue(j.Key, out var job) && job.Equals(j.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClusterSpec);

    /// <inheritdoc/>
    public override int GetHashCode() => _jobs.Aggregate(0, (hash, job) => hash ^ HashCode.Combine(job.Key, job.Value));

    /// <summary>As Python prints it.</summary>
    public override string ToString() => $"ClusterSpec({{{string.Join(", ", _jobs.OrderBy(j => j.Key, StringComparer.Ordinal).Select(j => $"'{j.Key}': {j.Value}"))}}})";

    private ClusterJob Job(string name) => _jobs.TryGetValue(name, out var job) ? job : throw new ValueError($"No such job in cluster: '{name}'");
}
