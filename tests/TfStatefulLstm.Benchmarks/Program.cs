using BenchmarkDotNet.Running;
using TfStatefulLstm.Benchmarks;

// workloads:  dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- [--rounds N] [--seconds S] [WORKLOAD ...]
// kernels:    dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- kernels [BenchmarkDotNet's arguments]
// checkpoints: dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- checkpoint [ROUNDS]
// profile:    dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- profile WORKLOAD
// hazard:     dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- hazard [--runs N]   (needs TensorFlow's C library)
if (args is ["kernels", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(rest);
    return 0;
}
if (args is ["checkpoint", var kind, var prefix]) return CheckpointComparison.Step(kind, prefix);
if (args is ["checkpoint", .. var times]) return CheckpointComparison.Run(times is [var n] && int.TryParse(n, out var rounds) ? rounds : 3);
if (args is ["profile", var name]) return Profile.Run(name);
if (args is ["hazard", .. var options]) return Hazard.Run(options);
return Comparison.Run(args);
