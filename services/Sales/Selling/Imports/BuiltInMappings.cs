using System.Collections.Frozen;
using Funnel.Imports;

namespace Funnel.Sales.Imports;

/// <summary>The mappings of the deal exports of other systems. A saved mapping of the same code replaces one.</summary>
/// <remarks>
/// Each of them reads the whole file: deals without an amount have the amount 0, deals without a currency the base currency of the exchange
/// rates, open deals without a date close in 90 days, and deals without a company belong to an account with the name of their contact. The
/// stages are those of the default pipeline; a team with other stages saves a mapping of its own.
/// </remarks>
internal static class BuiltInMappings
{
    /// <summary>The default of the currency: the base currency of the exchange rates.</summary>
    public const string BaseCurrency = "base";

    private static readonly DealMapping Common = new(
        OtherColumns: OtherColumns.Ignore,
        Defaults: new Dictionary<string, string>
        {
            ["amount"] = "0",
            ["currency"] = BaseCurrency,
            ["expectedCloseDate"] = "+90d",
        },
        Fallbacks: new Dictionary<string, IReadOnlyList<string>> { ["account"] = ["contact", "name"] },
        AddOwners: true, AddProducts: true, Unassigned: true);

    public static readonly FrozenDictionary<string, DealMapping> All = new Dictionary<string, DealMapping>
    {
        ["hubspot"] = Common with
        {
            Columns = new Dictionary<string, string>
            {
                ["Record ID"] = "externalId", ["Deal Name"] = "name", ["Deal Stage"] = "stage", ["Close Date"] = "closeDate",
                ["Deal owner"] = "owner", ["Create Date"] = "createdAt", ["Closed Lost Reason"] = "reason",
                ["Associated Company"] = "account", ["Associated Contact"] = "contact", ["Pipeline"] = "-",
            },
            FirstOf = ["account", "contact", "reason"],
            Values = Tables(
                new()
                {
                    ["Appointment Scheduled"] = "qualification", ["Qualified To Buy"] = "discovery",
                    ["Presentation Scheduled"] = "discovery", ["Decision Maker Bought-In"] = "proposal", ["Contract Sent"] = "negotiation",
                    ["Closed Won"] = "won", ["Closed Lost"] = "lost",
                },
                []),
        },
        ["pipedrive"] = Common with
        {
            Columns = WithPrefix("Deal - ", new()
            {
                ["ID"] = "externalId", ["Title"] = "name", ["Value"] = "amount", ["Currency of value"] = "currency",
                ["Currency"] = "currency",
                ["Organization"] = "account", ["Contact person"] = "contact", ["Owner"] = "owner", ["Pipeline"] = "-",
                ["Stage"] = "stage", ["Status"] = "outcome", ["Deal created"] = "createdAt", ["Deal closed on"] = "closedAt",
                ["Lost reason"] = "reason", ["Expected close date"] = "expectedCloseDate",
            }),
            Values = Tables(
                new()
                {
                    ["Qualified"] = "qualification", ["Contact Made"] = "qualification", ["Demo Scheduled"] = "discovery",
                    ["Proposal Made"] = "proposal", ["Negotiations Started"] = "negotiation",
                },
                []),
        },
        ["salesforce"] = Common with
        {
            Columns = new Dictionary<string, string>
            {
                ["ID"] = "externalId", ["Opportunity ID"] = "externalId", ["NAME"] = "name", ["Opportunity Name"] = "name",
                ["ACCOUNTID"] = "account", ["Account Name"] = "account", ["STAGENAME"] = "stage", ["CLOSEDATE"] = "closeDate",
                ["Close Date"] = "closeDate", ["CREATEDDATE"] = "createdAt", ["Created Date"] = "createdAt", ["OWNERID"] = "owner",
                ["Opportunity Owner"] = "owner", ["CURRENCYISOCODE"] = "currency", ["Amount Currency"] = "currency",
                ["Loss Reason"] = "reason",
            },
            Values = Tables(
                new()
                {
                    ["Prospecting"] = "qualification", ["Qualification"] = "qualification", ["Needs Analysis"] = "discovery",
                    ["Value Proposition"] = "discovery", ["Id. Decision Makers"] = "discovery", ["Perception Analysis"] = "proposal",
                    ["Proposal/Price Quote"] = "proposal", ["Negotiation/Review"] = "negotiation", ["Closed Won"] = "won",
                    ["Closed Lost"] = "lost",
                },
                []),
        },
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Unknown reasons are not recorded. The warnings of the import name them.</summary>
    private static Dictionary<string, IReadOnlyDictionary<string, string>> Tables(
        Dictionary<string, string> stages, Dictionary<string, string> reasons) => new()
        {
            ["stage"] = stages,
            ["reason"] = new Dictionary<string, string>(reasons) { ["*"] = ImportRecordParser.NoReason },
        };

    /// <summary>The columns with and without the prefix: exports of lists have it, and exports of reports do not.</summary>
    private static Dictionary<string, string> WithPrefix(string prefix, Dictionary<string, string> columns) =>
        columns.Concat(columns.Select(pair => KeyValuePair.Create(prefix + pair.Key, pair.Value))).ToDictionary();
}
