using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TfStatefulLstm.Cli;

/// <summary>How every command writes JSON.</summary>
internal static class JsonOutput
{
    // A deviation may be NaN, which JSON has no number for.
    public static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The same on one line.</summary>
    public static readonly JsonSerializerOptions Line = new(Options) { WriteIndented = false };
}
