using FsCheck;
using FsCheck.Fluent;

namespace Funnel.Values.Tests;

/// <summary>Texts of many scripts, with marks, invisible characters and spaces.</summary>
internal static class Texts
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "é", "e\u0301", "É", "ß", "ẞ", "ü", "U\u0308", "İ", "I\u0307", "ı", "i", "Å", "A\u030a", "\u212b", "ø", "Ł", "đ", "ﬁ",
        "Ǆ", "σ", "Σ", "ς", "ᾳ", "ᾼ", "й", "Ё", "ж", "한", "\u1112\u1161\u11ab", "か\u3099", "が",
        "東", "京", "𠮷", "क\u093c", "क़", "นำ", "Ａ", "１",
        "q\u0323\u0307", "q\u0307\u0323", "👍🏽", "❤", "1", "-", ".", "'", "’", "\u0344", "\u1e9b\u0323", "\u00b5", "\u017f", "\u1fb3",
        "\u2126",
    ];

    private static readonly string[] Invisible = ["\u200b", "\u200d", "\u00ad", "\ufeff", "\u202e", "\u2069", "\ufe0f", "\u034f", "\u2060"];

    private static readonly Gen<string> Words = Gen.Frequency(
        (8, Gen.Elements(Pieces)), (1, Gen.Elements(" ", "\u00a0", "\t", "\u3000")),
        (1, Gen.Choose(0x20, 0x2fff).Select(code => char.ConvertFromUtf32(code))))
        .ListOf().Select(string.Concat);

    public static Arbitrary<string> Any { get; } = Words.ToArbitrary();

    /// <summary>A text, and the same text with invisible characters between its characters.</summary>
    public static Arbitrary<(string Text, string Strewn)> Strewn { get; } =
        (from text in Words
         from places in Gen.Choose(0, 3 * Invisible.Length).ListOf(text.Length)
         select (text, string.Concat(Split(text).Zip(places.Concat(Enumerable.Repeat(99, text.Length)),
             (part, place) => place < Invisible.Length ? part + Invisible[place] : part)))).ToArbitrary();

    public static void Hold<T>(Arbitrary<T> values, Func<T, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(values, property));

    private static IEnumerable<string> Split(string text) => text.EnumerateRunes().Select(rune => rune.ToString());
}
