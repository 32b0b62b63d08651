using System.Reflection;
using System.Text.RegularExpressions;

namespace TfStatefulLstm.Tests;

/// <summary>The table of docs/hostile-files.md names tests: they exist.</summary>
[TestClass]
public sealed partial class HostileFilesDocTests
{
    [TestMethod]
    public void Every_test_that_the_table_names_exists()
    {
        var tests = typeof(HostileFilesDocTests).Assembly.GetTypes().SelectMany(t => t.GetMethods().Where(m => m.GetCustomAttribute<TestMethodAttribute>() is not null).Select(m => $"{t.Name}.{m.Name}")).ToHashSet();
        var named = Named().Matches(File.ReadAllText(Path.Combine(Golden.Repository, "docs", "hostile-files.md"))).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.IsGreaterThan(15, named.Count);
        Assert.IsEmpty(named.Where(n => !tests.Contains(n)));
    }

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Named();
}
