using BenchmarkDotNet.Running;
using TfStatefulLstm.Benchmarks;

// workloads:  dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- [--rounds N] [--seconds S] [WORKLOAD ...]
// kernels:    dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- kernels [BenchmarkDotNet's arguments]
// profile:    dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- profile WORKLOAD
if (args is ["kernels", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(rest);
    return 0;
}
if (args is ["profile", var name]) return Profile.Run(name);
return Comparison.Run(args);
