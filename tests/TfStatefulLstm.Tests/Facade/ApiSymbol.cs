using System.Reflection;
using System.Runtime.CompilerServices;
using TfStatefulLstm.Facade;

namespace TfStatefulLstm.Tests.Facade;

/// <summary>A symbol of TensorFlow's that programs call, a line of symbols.txt: what answers to it here, or, a line of absent.txt, why nothing does.</summary>
internal sealed record ApiSymbol(int Programs, string? Owner, string Name)
{
    private static readonly Dictionary<string, string> Absent = Lines("absent.txt").Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1]);

    /// <summary>All symbols, in the order of the file.</summary>
    public static IReadOnlyList<ApiSymbol> All { get; } = [.. Lines("symbols.txt").Select(l => l.Split(' ')).Select(Parse)];

    /// <summary>The symbols for whose absence there is a reason.</summary>
    public static IReadOnlyCollection<string> Excused => Absent.Keys;

    /// <summary>The name as a Python program writes it.</summary>
    public string PythonName => Owner is null ? $"tf.{Name}" : $"{(Owner == "VariableBase" ? "Variable" : Owner == "Shape" ? "TensorShape" : Owner)}.{Name}";

    /// <summary>Why nothing answers to it, and what to call instead; null if something does.</summary>
    public string? Reason => Absent.GetValueOrDefault(PythonName);

    /// <summary>The members and types that answer to it.</summary>
    public IReadOnlyList<MemberInfo> Found => Owner is null ? InNamespace(typeof(tensorflow), Name.Split('.')) : [.. Types(Owner).SelectMany(t => Public(t, Name).Concat(Extensions(t, Name)))];

    /// <summary>Whether a type is one of the facade's namespaces.</summary>
    public static bool IsNamespace(Type type) => type.Namespace == typeof(tensorflow).Namespace && type.Name.StartsWith("tensorflow", StringComparison.Ordinal)
        || type == typeof(TfStatefulLstm.Framework.GraphKeys);

    private static MemberInfo[] InNamespace(Type type, ReadOnlySpan<string> path)
    {
        if (path.Length == 1)
        {
            // A class that Python code only catches or passes on is the type of its name here.
            var found = Public(type, path[0]);
            return found.Length == 0 && type != typeof(tensorflow_math) ? [.. Types(path[0])] : found;
        }
        if (path[0] == "errors") return InNamespace(type, path[1..]);
        return type.GetProperty(path[0]) is { } next ? InNamespace(next.PropertyType, path[1..]) : [];
    }

    private static MemberInfo[] Public(Type type, string name) => [.. type.GetMember(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)];

    private static IEnumerable<MemberInfo> Extensions(Type type, string name) => typeof(tensorflow).Assembly.GetExportedTypes()
        .Where(t => t.IsDefined(typeof(ExtensionAttribute)))
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(m => m.Name == name && m.IsDefined(typeof(ExtensionAttribute)) && m.GetParameters()[0].ParameterType.IsAssignableFrom(type));

    private static IEnumerable<Type> Types(string name) => typeof(tensorflow).Assembly.GetExportedTypes().Where(t => t.Name == name && t.DeclaringType is null);

    private static ApiSymbol Parse(string[] line) => line is [var programs, var name] ? new(int.Parse(programs), null, name) : new(int.Parse(line[0]), line[1], line[2][1..]);

    private static IEnumerable<string> Lines(string file) => File.ReadLines(Path.Combine(Golden.Repository, "tests", "TfStatefulLstm.Tests", "Facade", file))
        .Where(l => l.Length > 0 && l[0] != '#');
}
