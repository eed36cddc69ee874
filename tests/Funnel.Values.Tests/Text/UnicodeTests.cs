namespace Funnel.Values.Tests;

/// <summary>Rows of NormalizationTest.txt of the Unicode Character Database: source, NFC, NFD, NFKC, NFKD.</summary>
public sealed class UnicodeTests
{
    [Theory]
    [InlineData("1E0A", "1E0A", "0044 0307", "1E0A", "0044 0307")]
    [InlineData("1E0A 0323", "1E0C 0307", "0044 0323 0307", "1E0C 0307", "0044 0323 0307")]
    [InlineData("0044 031B 0323 0307", "1E0C 031B 0307", "0044 031B 0323 0307", "1E0C 031B 0307", "0044 031B 0323 0307")]
    [InlineData("0958", "0915 093C", "0915 093C", "0915 093C", "0915 093C")]
    [InlineData("FB01", "FB01", "FB01", "0066 0069", "0066 0069")]
    [InlineData("AC01", "AC01", "1100 1161 11A8", "AC01", "1100 1161 11A8")]
    [InlineData("AC00 11A7", "AC00 11A7", "1100 1161 11A7", "AC00 11A7", "1100 1161 11A7")]
    [InlineData("1D15F", "1D158 1D165", "1D158 1D165", "1D158 1D165", "1D158 1D165")]
    [InlineData("0061 0315 0300 05AE 0062", "00E0 05AE 0315 0062", "0061 05AE 0300 0315 0062", "00E0 05AE 0315 0062",
        "0061 05AE 0300 0315 0062")]
    [InlineData("1100 AC00 11A8", "1100 AC01", "1100 1100 1161 11A8", "1100 AC01", "1100 1100 1161 11A8")]
    [InlineData("09C7 0334 09BE", "09C7 0334 09BE", "09C7 0334 09BE", "09C7 0334 09BE", "09C7 0334 09BE")]
    public void Forms_are_those_of_the_standard(string source, string nfc, string nfd, string nfkc, string nfkd)
    {
        var codes = Codes(source);
        Assert.Equal(Codes(nfc), Unicode.Compose(Unicode.Decompose(codes)));
        Assert.Equal(Codes(nfd), Unicode.Decompose(codes));
        Assert.Equal(Codes(nfkc), Unicode.Compose(Unicode.Decompose(codes, isCompatible: true)));
        Assert.Equal(Codes(nfkd), Unicode.Decompose(codes, isCompatible: true));
    }

    private static List<int> Codes(string text) => [.. text.Split(' ').Select(code => Convert.ToInt32(code, 16))];
}
