namespace Funnel.Imports.Tests;

public sealed class TypedTextTests
{
    [Theory]
    [InlineData("p:+14155552671", "+14155552671")]
    [InlineData("l:1122334455667788", "1122334455667788")]
    [InlineData("p:<test lead>", "p:<test lead>")]
    [InlineData("c:\\files", "c:\\files")]
    [InlineData("plain", "plain")]
    public void A_type_in_front_of_a_phone_or_a_key_is_removed(string text, string untyped) =>
        Assert.Equal(untyped, TypedText.Untyped(text));
}
