using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Tests.Facade;

/// <summary>A member as C# declares it.</summary>
internal static class ApiSignature
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(string)] = "string", [typeof(object)] = "object", [typeof(byte)] = "byte",
    };

    /// <summary>The declaration without its body.</summary>
    public static string Of(MemberInfo member) => member switch
    {
        MethodInfo m => $"{Type(m.ReturnType, new NullabilityInfoContext().Create(m.ReturnParameter), m.ReturnParameter)} {m.Name}{Generic(m)}({string.Join(", ", m.GetParameters().Select(Parameter))})",
        PropertyInfo p => $"{Type(p.PropertyType, new NullabilityInfoContext().Create(p), p)} {p.Name}",
        FieldInfo f => $"{Type(f.FieldType, null, f)} {f.Name}",
        Type t => $"{(t.IsValueType ? "struct" : t.IsInterface ? "interface" : "class")} {t.FullName}",
        _ => member.Name,
    };

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameter(ParameterInfo parameter)
    {
        var type = Type(parameter.ParameterType, new NullabilityInfoContext().Create(parameter), parameter);
        var spread = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var extended = parameter.Position == 0 && parameter.Member.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{extended}{spread}{type} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Value(parameter)}" : "")}";
    }

    private static string Value(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        bool b => b ? "true" : "false",
        string s => $"\"{s}\"",
        Enum e => $"{e.GetType().Name}.{e}",
        var v when (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is { IsEnum: true } type => $"{type.Name}.{Enum.ToObject(type, v)}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    private static string Type(Type type, NullabilityInfo? nullability, ICustomAttributeProvider member)
    {
        var names = (member.GetCustomAttributes(typeof(TupleElementNamesAttribute), false) as TupleElementNamesAttribute[])?.FirstOrDefault()?.TransformNames;
        return Type(type, nullability, new Queue<string?>(names ?? []));
    }

    private static string Type(Type type, NullabilityInfo? nullability, Queue<string?> names)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return Type(value, null, names) + "?";
        var mark = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (Keywords.TryGetValue(type, out var keyword)) return keyword + mark;
        if (type.IsArray) return Type(type.GetElementType()!, nullability?.ElementType, names) + "[]" + mark;
        if (!type.IsGenericType) return type.Name + mark;
        var inner = type.GetGenericArguments();
        if (type.IsAssignableTo(typeof(ITuple)) && type.IsValueType)
        {
            var own = inner.Select(_ => names.Count > 0 ? names.Dequeue() : null).ToArray();
            return $"({string.Join(", ", inner.Select((t, i) => Type(t, Inner(nullability, i), names) + (own[i] is { } name ? " " + name : "")))})";
        }
        return $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", inner.Select((t, i) => Type(t, Inner(nullability, i), names)))}>{mark}";
    }

    private static NullabilityInfo? Inner(NullabilityInfo? nullability, int index) => nullability is { } n && index < n.GenericTypeArguments.Length ? n.GenericTypeArguments[index] : null;
}
