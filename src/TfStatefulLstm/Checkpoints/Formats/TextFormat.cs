using System.Collections;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Formats;

/// <summary>The text form of protocol buffers, as Python's <c>text_format</c> writes and reads it: the <c>checkpoint</c> file, <c>.pbtxt</c> graphs.</summary>
public static class TextFormat
{
    /// <summary>The text of a message, byte for byte as Python's <c>MessageToString</c> gives it.</summary>
    public static string Print(IMessage message)
    {
        var text = new StringBuilder();
        Print(text, message, 0);
        return text.ToString();
    }

    /// <summary>The message of a text.</summary>
    /// <exception cref="InvalidArgumentError">The text is malformed, or has a field that the message has not; the message says where.</exception>
    public static T Parse<T>(string text) where T : IMessage<T>, new()
    {
        var message = new T();
        new TextFormatParser(text).Merge(message);
        return message;
    }

    private static void Print(StringBuilder text, IMessage message, int indent)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.IsMap) PrintMap(text, field, (IDictionary)field.Accessor.GetValue(message), indent);
            else if (field.IsRepeated) foreach (var value in (IList)field.Accessor.GetValue(message)) Print(text, field, value!, indent);
            else if (IsSet(field, message)) Print(text, field, field.Accessor.GetValue(message), indent);
        }
    }

    private static bool IsSet(FieldDescriptor field, IMessage message) => field.HasPresence
        ? field.Accessor.HasValue(message)
        : field.Accessor.GetValue(message) switch
        {
            string s => s.Length > 0,
            ByteString b => b.Length > 0,
            bool b => b,
            var number => Convert.ToDouble(number, CultureInfo.InvariantCulture) != 0,
        };

    // A map is a list of entries with a key and a value, here in the order of the keys.
    private static void PrintMap(StringBuilder text, FieldDescriptor field, IDictionary map, int indent)
    {
        foreach (var key in map.Keys.Cast<object>().OrderBy(k => k as string, StringComparer.Ordinal).ThenBy(k => k is string ? 0 : Convert.ToInt64(k, CultureInfo.InvariantCulture)))
        {
            text.Append(' ', indent).Append(field.Name).Append(" {\n");
            Print(text, field.MessageType.FindFieldByNumber(1), key, indent + 2);
            Print(text, field.MessageType.FindFieldByNumber(2), map[key]!, indent + 2);
            text.Append(' ', indent).Append("}\n");
        }
    }

    private static void Print(StringBuilder text, FieldDescriptor field, object value, int indent)
    {
        text.Append(' ', indent).Append(field.Name);
        if (value is IMessage message)
        {
            text.Append(" {\n");
            Print(text, message, indent + 2);
            text.Append(' ', indent).Append("}\n");
            return;
        }
        text.Append(": ").Append(value switch
        {
            string s => Quote(Encoding.UTF8.GetBytes(s)),
            ByteString b => Quote(b.Span),
            bool b => b ? "true" : "false",
            float f => Number(f.ToString("E8", CultureInfo.InvariantCulture), f.ToString("R", CultureInfo.InvariantCulture)),
            double d => Number(d.ToString("E16", CultureInfo.InvariantCulture), d.ToString("R", CultureInfo.InvariantCulture)),
            Enum e => EnumName(field, Convert.ToInt32(e, CultureInfo.InvariantCulture)),
            var number => Convert.ToString(number, CultureInfo.InvariantCulture),
        }).Append('\n');
    }

    private static string EnumName(FieldDescriptor field, int number) => field.EnumType.FindValueByNumber(number)?.Name ?? number.ToString(CultureInfo.InvariantCulture);

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var b in bytes)
        {
            _ = b switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'"' or (byte)'\'' or (byte)'\\' => text.Append('\\').Append((char)b),
                >= 0x20 and < 0x7f => text.Append((char)b),
                _ => text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0')),
            };
        }
        return text.Append('"').ToString();
    }

    /// <summary>A number as Python prints it: the shortest digits that give it back, an exponent from 1e16 up and below 1e-4.</summary>
    private static string Number(string exponential, string shortest)
    {
        if (!char.IsAsciiDigit(shortest[^1])) return shortest.Contains('N') ? "nan" : shortest[0] == '-' ? "-inf" : "inf";
        var sign = shortest[0] == '-' ? "-" : "";
        var mantissa = shortest.TrimStart('-').Split('E')[0];
        var digits = mantissa.Replace(".", "").TrimStart('0').TrimEnd('0');
        if (digits.Length == 0) return sign + "0.0";
        // The exponent of the first digit; rounding to many digits does not change it for a number that has few.
        var exponent = int.Parse(exponential.AsSpan(exponential.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 16)
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):D2}";
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1 ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0" : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
