namespace Funnel.Imports.Tests;

public sealed class MappedColumnsTests
{
    private static readonly string[] Fields = ["name", "amount", "owner"];

    [Fact]
    public void A_column_is_a_field_by_its_name_or_by_its_mapping_and_case_is_the_same() =>
        Assert.Equal(["name", "amount", null, null],
            Of(["NAME", "Worth", "Notes", "column 4"], new() { ["worth"] = "Amount", ["Notes"] = "-" }).Fields);

    [Fact]
    public void Other_columns_are_refused_with_their_names_or_ignored()
    {
        var refused = Of(["name", "Notes", "Region"], []);
        Assert.Equal((MappingFault.ColumnUnknown, "Map these columns to fields, or leave them out: 'Notes', 'Region'."),
            (refused.Fault, refused.Detail));
        Assert.Equal(["name", null, null], Of(["name", "Notes", "Region"], [], OtherColumns.Ignore).Fields);
    }

    [Fact]
    public void A_mapping_names_the_columns_of_its_file_exactly_or_serves_several_files()
    {
        var mapping = new Dictionary<string, string> { ["Worth"] = "amount" };
        Assert.Equal("The mapping names the column 'Worth', which the file does not have. Its columns are: name.",
            Of(["name"], mapping).Detail);
        Assert.Equal(["name"], Of(["name"], mapping, mayLack: true).Fields);
    }

    [Fact]
    public void A_wrong_field_and_two_columns_for_one_field_are_refused_with_what_is_right()
    {
        Assert.Equal("'value' is not a field. The fields are: name, amount, owner.", Of(["a"], new() { ["a"] = "value" }).Detail);
        Assert.Equal("The field 'name' has 2 columns: 'name', 'Title'. Leave out all but one of them.",
            Of(["name", "Title"], new() { ["Title"] = "name" }).Detail);
        Assert.Equal(MappingFault.NamedTwice, Of(["a"], new() { ["a"] = "name", ["A "] = "owner" }).Fault);
    }

    [Fact]
    public void An_empty_name_means_the_first_column_without_a_name() =>
        Assert.Equal(["name", "owner"], Of(["name", "column 2"], new() { [""] = "owner" }).Fields);

    private static MappedColumns Of(string[] columns, Dictionary<string, string> mapping, OtherColumns others = OtherColumns.Refuse,
        bool mayLack = false) => MappedColumns.Of(columns, mapping, others, mayLack, Fields);
}
