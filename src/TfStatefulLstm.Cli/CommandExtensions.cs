using System.CommandLine;

namespace TfStatefulLstm.Cli;

/// <summary>How every command is run.</summary>
internal static class CommandExtensions
{
    /// <summary>Has the command do its work beside the thread that watches for Ctrl-C.</summary>
    public static Command Does(this Command command, Func<ParseResult, TextWriter, CancellationToken, int> work)
    {
        command.SetAction((parsed, cancellation) => Task.Run(() => work(parsed, parsed.InvocationConfiguration.Output, cancellation), cancellation));
        return command;
    }
}
