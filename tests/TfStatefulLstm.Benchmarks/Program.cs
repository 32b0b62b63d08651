using BenchmarkDotNet.Running;
using TfStatefulLstm.Benchmarks;

// workloads:  dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- [--rounds N] [--seconds S] [WORKLOAD ...]
// kernels:    dotnet run -c Release --project tests/TfStatefulLstm.Benchmarks -- kernels [BenchmarkDotNet's arguments]
if (args is ["kernels", .. var rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(rest);
    return 0;
}
return Comparison.Run(args);
