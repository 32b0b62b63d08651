using System.CommandLine;
using System.CommandLine.Parsing;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Cli;

/// <summary>The command <c>tfstate</c>: standard output carries data alone, everything else goes to standard error, and what goes wrong is one
/// sentence that says what to do.</summary>
internal static class TfState
{
    /// <summary>Everything went well.</summary>
    public const int Ok = 0;

    /// <summary>The work was done, and what it found is bad: graphs that differ, cases that fail.</summary>
    public const int Bad = 1;

    /// <summary>The work could not be done.</summary>
    public const int Error = 2;

    /// <summary>The user ended the work, as shells number it.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var command = string.Join(' ', Names(parsed.CommandResult));
            var problem = parsed.UnmatchedTokens is [var stray, ..] ? $"'{stray}' is no command, option or argument here" : OneLine(Clearest(parsed.Errors).Message);
            await error.WriteLineAsync($"tfstate: {problem}; '{command} --help' shows what it takes.");
            return Error;
        }
        try
        {
            var invocation = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            // However long the step takes that is under way at Ctrl-C: it and all before it are to be saved.
            if (parsed.CommandResult.Command.Name == TrainCommand.Name) invocation.ProcessTerminationTimeout = Timeout.InfiniteTimeSpan;
            return await parsed.InvokeAsync(invocation, cancellation);
        }
        catch (OperationCanceledException) { return Interrupted; }
        catch (CancelledError) { return Interrupted; }
        catch (IOException e) when (e.InnerException is System.Net.Sockets.SocketException || e.Message.Contains("Broken pipe", StringComparison.Ordinal))
        {
            return Ok; // whoever reads our output has enough: tfstate sample | head
        }
        catch (CliError e) { return await Complain(e.Message); }
        catch (DataLossError e) { return await Complain($"{Sentence(e.Message)}: take another copy of the file."); }
        catch (Exception e) when (e is OpError or ValueError) { return await Complain($"{Sentence(e.Message)}; is it the file that was meant?"); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await Complain($"{Sentence(e.Message)}; check the path and its permissions.");
        }

        async Task<int> Complain(string sentence)
        {
            await output.FlushAsync(CancellationToken.None);
            await error.WriteLineAsync($"tfstate: {sentence}");
            return Error;
        }
    }

    private static RootCommand Root() => new("Samples, trains, evaluates, inspects, compares, converts, freezes and replays TensorFlow 1 recurrent models.")
    {
        SampleCommand.Create(), TrainCommand.Create(), EvalCommand.Create(), InspectCommand.Create(), DiffCommand.Create(), ReplayCommand.Create(),
        ConvertCommand.Create(), FreezeCommand.Create(),
    };

    private static IEnumerable<string> Names(CommandResult result)
    {
        if (result.Parent is CommandResult parent)
            foreach (var name in Names(parent)) yield return name;
        yield return result.Parent is null ? "tfstate" : result.Command.Name;
    }

    // Where the parser cannot parse a number it names a .NET type, and the option's own check says what it takes.
    private static ParseError Clearest(IReadOnlyList<ParseError> errors) => errors.FirstOrDefault(e => !e.Message.Contains("as expected type", StringComparison.Ordinal)) ?? errors[0];

    // The parser lists the values that an option takes on lines of their own.
    private static string OneLine(string message) => string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    /// <summary>The first line of a message, ready to be continued.</summary>
    internal static string Sentence(string message) => message.Split('\n')[0].Trim().TrimEnd('.');
}
