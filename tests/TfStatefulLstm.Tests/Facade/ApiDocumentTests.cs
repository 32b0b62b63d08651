using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace TfStatefulLstm.Tests.Facade;

/// <summary>docs/api.md is what the code is, and leaves nothing unsaid.</summary>
[TestClass]
public sealed class ApiDocumentTests
{
    private const string Switch = "WRITE_API_DOCS";

    [TestMethod]
    public void Every_symbol_that_programs_call_is_there_or_excused() =>
        Assert.AreEqual("", string.Join("\n", ApiSymbol.All.Where(s => s.Found.Count == 0 && s.Reason is null).Select(s => $"{s.Programs} {s.PythonName}")));

    [TestMethod]
    public void The_document_is_what_the_code_is()
    {
        var text = ApiDocument.Write();
        if (Environment.GetEnvironmentVariable(Switch) is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ApiDocument.File)!);
            File.WriteAllText(ApiDocument.File, text);
        }
        // Line by line, so that the message names the first difference.
        var (written, now) = (File.ReadAllLines(ApiDocument.File), text.Split('\n')[..^1]);
        var first = Enumerable.Range(0, Math.Max(written.Length, now.Length)).FirstOrDefault(i => i >= written.Length || i >= now.Length || written[i] != now[i], -1);
        Assert.AreEqual(-1, first, $"docs/api.md is not what the code is: line {first + 1} is now '{now.ElementAtOrDefault(first)}'. "
            + $"{Switch}=1 dotnet test --filter {nameof(The_document_is_what_the_code_is)} writes it.");
    }
}
