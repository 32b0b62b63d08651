using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Tests.Training.Corpus;

/// <summary>Characters and their ids, as <c>sorted(set(text))</c> gives them; that of the reference's text is in <c>CharacterTextTests</c>.</summary>
[TestClass]
public sealed class VocabularyTests
{
    [TestMethod]
    public void An_id_is_the_rank_among_the_sorted_characters()
    {
        // A character beyond the first plane comes after U+FF5E in Python, where UTF-16 would put it before.
        var vocabulary = new Vocabulary("b～a😀ba");
        Assert.AreEqual("ab～😀", vocabulary.Characters);
        CollectionAssert.AreEqual(new[] { 1, 2, 0, 3, 1, 0 }, vocabulary.Encode("b～a😀ba"));
        Assert.AreEqual("😀a", vocabulary.Decode([3, 0]));
        Assert.AreEqual(4, vocabulary.Count);
        Assert.AreEqual(new Rune('b'), vocabulary[1]);
    }

    [TestMethod]
    public void A_character_that_is_not_there()
    {
        var vocabulary = new Vocabulary("abc");
        Assert.IsFalse(vocabulary.Contains(new Rune('é')));
        Assert.Contains("é", Assert.ThrowsExactly<KeyError>(() => vocabulary.Encode("aé")).Message);
    }

    [TestMethod]
    public void Lines_of_a_file_end_as_Python_reads_them()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["text"], "one\r\ntwo\rthree\nfour\ffive\u2028");
        Assert.AreEqual("one\ntwo\nthree\nfour\ffive\u2028", Vocabulary.ReadText(folder["text"]));
    }
}
