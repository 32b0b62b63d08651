using System.CommandLine;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Cli;

/// <summary>The option <c>--engine</c>: what runs the graphs of a command.</summary>
internal static class EngineOption
{
    private const string Managed = "managed";

    public static Option<string> Create()
    {
        var option = new Option<string>("--engine")
        {
            Description = "What runs the graph: managed, native (TensorFlow's C library), native:PATH, or grpc://HOST:PORT.",
            DefaultValueFactory = _ => Managed,
        };
        option.Require(e => e is Managed or "native" || e.StartsWith("native:", StringComparison.Ordinal) || e.StartsWith("grpc://", StringComparison.Ordinal),
            "managed, native, native:PATH or grpc://HOST:PORT");
        return option;
    }

    /// <summary>The session target for the engine that was asked for, which is there.</summary>
    /// <exception cref="CliError">It is not there; the message says where it was looked for.</exception>
    public static string Target(ParseResult parsed, Option<string> option)
    {
        var target = parsed.GetRequiredValue(option);
        if (target == Managed) return "";
        try
        {
            Engines.Create(target, new EngineOptions()).Dispose();
        }
        catch (OpError e)
        {
            throw new CliError(e.Message);
        }
        return target;
    }
}
