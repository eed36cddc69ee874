using System.Globalization;
using Funnel.Marketing.Leads;
using Funnel.Values;

namespace Funnel.Marketing.Scoring;

/// <summary>The fields of a lead that fit rules read.</summary>
internal sealed record LeadFacts(
    string? Country, string? JobTitle, int? CompanySize, string? Company, string? EmailDomain, string? Phone, string? Channel,
    string? Source, string? Campaign)
{
    public static LeadFacts Of(Lead lead) => new(
        lead.Country, lead.JobTitle, lead.CompanySize, lead.Company, EmailAddress.Domain(lead.Email), lead.Phone, lead.Channel,
        lead.First.Source,
        lead.First.Campaign);

    public string? Of(FitField field) => field switch
    {
        FitField.Country => Country,
        FitField.JobTitle => JobTitle,
        FitField.CompanySize => CompanySize?.ToString(CultureInfo.InvariantCulture),
        FitField.Company => Company,
        FitField.EmailDomain => EmailDomain,
        FitField.Phone => Phone,
        FitField.Channel => Channel,
        FitField.Source => Source,
        FitField.Campaign => Campaign,
        _ => null,
    };
}
