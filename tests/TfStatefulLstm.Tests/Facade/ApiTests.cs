using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace TfStatefulLstm.Tests.Facade;

/// <summary>The API that programs call is there, or the document says why it is not.</summary>
[TestClass]
public sealed class ApiTests
{
    [TestMethod]
    public void Nothing_that_is_there_is_excused() =>
        Assert.AreEqual("", string.Join("\n", ApiSymbol.All.Where(s => s.Found.Count > 0 && s.Reason is not null).Select(s => s.PythonName)));

    [TestMethod]
    public void Every_excuse_is_of_a_symbol_that_programs_call() =>
        Assert.AreEqual("", string.Join("\n", ApiSymbol.Excused.Except(ApiSymbol.All.Select(s => s.PythonName))));
}
