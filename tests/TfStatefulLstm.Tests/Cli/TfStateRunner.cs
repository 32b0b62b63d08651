using TfStatefulLstm.Cli;

namespace TfStatefulLstm.Tests.Cli;

/// <summary>Runs a command line as a shell would.</summary>
internal static class TfStateRunner
{
    public static string Shakespeare => Path.Combine(Golden.Repository, "checkpoints", "shakespeare");

    /// <summary>The exit code, standard output and standard error.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = await TfState.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
