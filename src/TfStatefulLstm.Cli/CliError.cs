namespace TfStatefulLstm.Cli;

/// <summary>What the user is told instead of a stack trace: one sentence that says what to do.</summary>
internal sealed class CliError(string message, Exception? inner = null) : Exception(message, inner);
