using System.Reflection;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime;

/// <summary>Makes engines for session targets that begin with one of its schemes.</summary>
public interface IEngineFactory
{
    /// <summary>An engine with an empty graph.</summary>
    /// <param name="target">The session's target, such as <c>native</c>, <c>native:/opt/tf/libtensorflow.so</c> or <c>grpc://host:2222</c>.</param>
    /// <param name="options">How it works.</param>
    /// <exception cref="NotFoundError">What the target names is not there.</exception>
    IEngine Create(string target, EngineOptions options);
}

/// <summary>Names, on the assembly that has it, the class that makes engines for a scheme; it needs a constructor without parameters.</summary>
/// <param name="scheme">What targets begin with, up to a colon: <c>native</c>.</param>
/// <param name="factory">A class that implements <see cref="IEngineFactory"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class EngineFactoryAttribute(string scheme, Type factory) : Attribute
{
    /// <summary>What targets begin with, up to a colon.</summary>
    public string Scheme { get; } = scheme;

    /// <summary>The class that makes the engines.</summary>
    public Type Factory { get; } = factory;
}

/// <summary>Engines by the target of a session. The managed one, for the empty target, is here; others live in assemblies of their own, which a program references and
/// this finds by name.</summary>
public static class Engines
{
    // Where a program that names such a target has its engine.
    private static readonly Dictionary<string, string> Homes = new()
    {
        ["native"] = "TfStatefulLstm.Native",
        ["grpc"] = "TfStatefulLstm.Native",
        ["tensorflow.net"] = "TfStatefulLstm.TensorFlowNet",
    };

    private static readonly Lock Finding = new();
    private static readonly Dictionary<string, IEngineFactory> Found = [];

    /// <summary>An engine for a session's target.</summary>
    /// <param name="target">Empty for this process and managed code; otherwise a scheme, and what it makes of the rest.</param>
    /// <param name="options">How it works.</param>
    /// <exception cref="NotFoundError">No engine is known for the target; the message says what to add for one.</exception>
    public static IEngine Create(string target, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Length == 0 ? new ManagedEngine(options) : Find(target).Create(target, options);
    }

    /// <summary>A server of TensorFlow's own runtime in this process, for one task of a cluster.</summary>
    /// <param name="server">The cluster, and which task of it this is.</param>
    /// <exception cref="NotFoundError">No runtime with servers is there; the message says what to add for one.</exception>
    /// <exception cref="OpError">The server cannot be made: its port is in use, or the task is not one of the cluster.</exception>
    public static IServer CreateServer(Protos.ServerDef server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return Find(server.Protocol) is IServerFactory factory
            ? factory.Create(server)
            : throw new NotFoundError($"No server factory registered for the given ServerDef: {server}");
    }

    private static IEngineFactory Find(string target)
    {
        var scheme = target.Split(':')[0];
        lock (Finding)
        {
            if (Found.TryGetValue(scheme, out var factory)) return factory;
            if (Homes.TryGetValue(scheme, out var home))
            {
                try
                {
                    foreach (var offer in Assembly.Load(home).GetCustomAttributes<EngineFactoryAttribute>())
                        Found.TryAdd(offer.Scheme, (IEngineFactory)Activator.CreateInstance(offer.Factory)!);
                }
                catch (FileNotFoundException)
                {
                    throw new NotFoundError($"{Unknown(target)} Sessions on \"{scheme}\" need the assembly {home}: add a reference to it.");
                }
                if (Found.TryGetValue(scheme, out factory)) return factory;
            }
            throw new NotFoundError($"{Unknown(target)} Known targets are \"\" (managed code), {string.Join(", ", Homes.Keys.Select(h => $"\"{h}\""))}.");
        }
    }

    private static string Unknown(string target) => $"No session factory registered for the given session options: {{target: \"{target}\"}} Registered factories are {{DIRECT_SESSION}}.";
}
