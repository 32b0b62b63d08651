using System.Collections;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Formats;

/// <summary>Reads the text form of protocol buffers.</summary>
internal sealed class TextFormatParser(string text)
{
    // As the binary form's reader has it; a text of brackets must not end the process.
    private const int MaxDepth = 100;

    // What a zero in the text is taken for: it is not its end.
    private const char Unprintable = '\u0001';

    private int _at;
    private int _depth;

    /// <summary>Sets or adds to the fields of a message all that the text says.</summary>
    public void Merge(IMessage message)
    {
        while (Peek() != '\0') ReadField(message);
    }

    private void ReadMessage(IMessage message)
    {
        if (++_depth > MaxDepth) throw Bad($"messages are nested more than {MaxDepth} deep");
        var end = Take('<') ? '>' : Take('{') ? '}' : throw Bad("Expected \"{\"");
        while (!Take(end))
        {
            if (Peek() == '\0') throw Bad($"Expected \"{end}\"");
            ReadField(message);
        }
        _depth--;
    }

    private void ReadField(IMessage message)
    {
        var name = Word();
        var field = message.Descriptor.FindFieldByName(name) ?? throw Bad($"Message type \"{message.Descriptor.FullName}\" has no field named \"{name}\"");
        var colon = Take(':');
        if (!colon && field.FieldType != FieldType.Message) throw Bad("Expected \":\"");
        if (Take('['))
        {
            if (!field.IsRepeated) throw Bad($"field \"{name}\" takes one value");
            while (!Take(']'))
            {
                ReadValue(message, field);
                if (Peek() != ']' && !Take(',')) throw Bad("Expected \",\"");
            }
        }
        else
        {
            ReadValue(message, field);
        }
        if (!Take(';')) Take(',');
    }

    private void ReadValue(IMessage message, FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
            var (k, v) = ReadEntry(key, value);
            ((IDictionary)field.Accessor.GetValue(message))[k] = v;
        }
        else if (field.IsRepeated)
        {
            ((IList)field.Accessor.GetValue(message)).Add(ReadSingle(field, null));
        }
        else
        {
            field.Accessor.SetValue(message, ReadSingle(field, field.FieldType == FieldType.Message ? (IMessage?)field.Accessor.GetValue(message) : null));
        }
    }

    private (object Key, object Value) ReadEntry(FieldDescriptor key, FieldDescriptor value)
    {
        var end = Take('<') ? '>' : Take('{') ? '}' : throw Bad("Expected \"{\"");
        object? k = null, v = null;
        while (!Take(end))
        {
            var name = Word();
            var field = name == key.Name ? key : name == value.Name ? value : throw Bad($"a map entry has no field named \"{name}\"");
            if (!Take(':') && field.FieldType != FieldType.Message) throw Bad("Expected \":\"");
            var read = ReadSingle(field, null);
            if (field == key) k = read;
            else v = read;
            if (!Take(';')) Take(',');
        }
        return (k ?? Default(key), v ?? Default(value));
    }

    private static object Default(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.Parser.ParseFrom(ByteString.Empty),
        FieldType.String => "",
        FieldType.Bytes => ByteString.Empty,
        FieldType.Bool => false,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 0L,
        FieldType.UInt64 or FieldType.Fixed64 => 0UL,
        FieldType.UInt32 or FieldType.Fixed32 => 0U,
        FieldType.Float => 0f,
        FieldType.Double => 0d,
        _ => 0,
    };

    private object ReadSingle(FieldDescriptor field, IMessage? existing)
    {
        if (field.FieldType == FieldType.Message)
        {
            var message = existing ?? field.MessageType.Parser.ParseFrom(ByteString.Empty);
            ReadMessage(message);
            return message;
        }
        if (field.FieldType is FieldType.String or FieldType.Bytes)
        {
            var bytes = Quoted();
            return field.FieldType == FieldType.Bytes ? ByteString.CopyFrom(bytes) : Encoding.UTF8.GetString(bytes);
        }
        var word = Word();
        try
        {
            return field.FieldType switch
            {
                FieldType.Bool => word switch { "true" or "True" or "t" or "1" => true, "false" or "False" or "f" or "0" => false, _ => throw Bad($"\"{word}\" is no truth value") },
                FieldType.Float => (float)Real(word),
                FieldType.Double => Real(word),
                FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => checked((long)Integer(word)),
                FieldType.UInt64 or FieldType.Fixed64 => checked((ulong)Integer(word)),
                FieldType.UInt32 or FieldType.Fixed32 => checked((uint)Integer(word)),
                FieldType.Enum => field.EnumType.FindValueByName(word)?.Number ?? checked((int)Integer(word)),
                _ => checked((int)Integer(word)),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Bad($"Couldn't parse \"{word}\" as {field.FieldType}");
        }
    }

    private static double Real(string word) => word.ToLowerInvariant() switch
    {
        "inf" or "infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        "nan" or "-nan" => double.NaN,
        var number => double.Parse(number.TrimEnd('f'), NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static Int128 Integer(string word)
    {
        var digits = word.TrimStart('-');
        var value = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? Int128.Parse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : digits.Length > 1 && digits[0] == '0' ? (Int128)Convert.ToUInt64(digits, 8) : Int128.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return word[0] == '-' ? -value : value;
    }

    // Adjacent strings are one.
    private byte[] Quoted()
    {
        var bytes = new List<byte>();
        var quote = Peek();
        if (quote is not ('"' or '\'')) throw Bad("Expected string");
        while (Peek() is '"' or '\'')
        {
            quote = text[_at++];
            while (true)
            {
                if (_at >= text.Length || text[_at] == '\n') throw Bad("String missing ending quote");
                if (text[_at] == quote) break;
                if (text[_at] == '\\') Escape(bytes);
                else
                {
                    var end = _at + (char.IsHighSurrogate(text[_at]) && _at + 1 < text.Length ? 2 : 1);
                    bytes.AddRange(Encoding.UTF8.GetBytes(text[_at..end]));
                    _at = end;
                }
            }
            _at++;
        }
        return [.. bytes];
    }

    private void Escape(List<byte> bytes)
    {
        _at++;
        if (_at >= text.Length) throw Bad("String missing ending quote");
        var c = text[_at++];
        if (c is >= '0' and <= '7')
        {
            var value = c - '0';
            for (var i = 0; i < 2 && _at < text.Length && text[_at] is >= '0' and <= '7'; i++) value = value * 8 + text[_at++] - '0';
            bytes.Add((byte)value);
            return;
        }
        if (c is 'x' or 'X')
        {
            var start = _at;
            while (_at < text.Length && _at < start + 2 && char.IsAsciiHexDigit(text[_at])) _at++;
            if (start == _at) throw Bad("\\x without digits");
            bytes.Add(Convert.ToByte(text[start.._at], 16));
            return;
        }
        var at = "abfnrtv\\\"'?".IndexOf(c);
        if (at < 0) throw Bad($"\\{c} is no escape");
        bytes.Add((byte)"\a\b\f\n\r\t\v\\\"'?"[at]);
    }

    private string Word()
    {
        Peek();
        var start = _at;
        if (_at < text.Length && text[_at] == '-') _at++;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.' || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E'))) _at++;
        return _at > start ? text[start.._at] : throw Bad("Expected identifier or number");
    }

    private bool Take(char c)
    {
        if (Peek() != c || c == '\0') return false;
        _at++;
        return true;
    }

    // The next character that is no space and no comment; zero at the end.
    private char Peek()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '#') while (_at < text.Length && text[_at] != '\n') _at++;
            else if (char.IsWhiteSpace(text[_at])) _at++;
            else return text[_at] == '\0' ? Unprintable : text[_at];
        }
        return '\0';
    }

    private InvalidArgumentError Bad(string what)
    {
        var before = text.AsSpan(0, Math.Min(_at, text.Length));
        return new InvalidArgumentError($"{before.Count('\n') + 1}:{before.Length - before.LastIndexOf('\n')} : {what}.");
    }
}
