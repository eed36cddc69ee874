using System.Globalization;
using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Contracts.Sales;
using Funnel.Values;

namespace Funnel.Insights.Timeline;

/// <summary>The event in one sentence for a timeline. It contains no name and no address of the person.</summary>
internal static class TimelineSentence
{
    /// <returns>The sentence without amounts, and the sentence with amounts if the event has any.</returns>
    public static (string Sentence, string? WithAmounts) Of(object fact)
    {
        var (without, with) = (Write(fact, (_, _, _) => null), Write(fact, Money));
        return (without, with == without ? null : with);
    }

    /// <param name="money">Formats an amount, a currency and a suffix. Returns null to leave amounts out.</param>
    private static string Write(object fact, Func<decimal, string, string, string?> money) => fact switch
    {
        ContactCaptured f => $"Became a lead{Part(" from ", f.Channel)}{Part(", campaign ", f.Campaign)}{Part(", on ", f.LandingPage)}.",
        TouchRecorded f => $"{Did(f.Kind)}{Part(" ", f.Asset)}{Part(" via ", f.Channel)}{Part(", campaign ", f.Campaign)}.",
        ConsentGranted f => $"Gave consent to {f.Purpose} by {f.Channel} ({f.LegalBasis}).",
        LeadQualified f =>
            $"Qualified with {Number(f.Score)} points (threshold {Number(f.Threshold)}, rules version {f.RuleSetVersion}){Cycle(f.Cycle)}.",
        LeadDequalified f =>
            $"Cycle {f.Cycle} ended: {f.Reason}"
                + $"{Part(", not before ", f.ReturnAfter?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}.",
        ContactIdentified => "Was identified.",
        ScoringRulesPublished f => $"Scoring rules version {f.Version} took effect (threshold {Number(f.Threshold)}).",
        LeadAssigned f => f.Representative is { } name
            ? $"Assigned to {name}{Cycle(f.Cycle)}."
            : $"Waits in the queue for a representative{Cycle(f.Cycle)}.",
        LeadAccepted f => $"Accepted by {f.DecidedBy}{Part(": ", f.Reason)}.",
        LeadRejected f => $"Rejected by {f.DecidedBy}: {f.Reason}.",
        LeadRecycled f =>
            $"Recycled by {f.DecidedBy}: {f.Reason}"
                + $"{Part(", not before ", f.ReturnAfter?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}.",
        ActivityLogged f => $"{Activity(f.Kind)} {f.Representative}.",
        ActivityChanged f when f.FromOccurredAt != f.OccurredAt =>
            $"Activity corrected: {string.Join(", ", f.Changed)}; it was on {Minute(f.OccurredAt)}.",
        ActivityChanged f => $"Activity corrected: {string.Join(", ", f.Changed)}.",
        HandoffSlaStarted f => $"First outreach is due by {Minute(f.DueAt)}.",
        HandoffSlaWarned f => $"No outreach yet. It is due by {Minute(f.DueAt)}.",
        HandoffSlaMet f => $"First outreach in time, after {Duration(f.SpeedToLeadSeconds)}.",
        HandoffSlaBreached f => $"No outreach by {Minute(f.DueAt)}{Part(", escalated to ", f.EscalatedTo)}.",
        OpportunityCreated f =>
            $"Opportunity opened at {f.Stage}{Part(": ", money(f.Amount, f.Currency, ""))}, expected by {f.ExpectedCloseDate:yyyy-MM-dd}.",
        OpportunityStageChanged f => $"Opportunity moved from {f.FromStage} to {f.ToStage}.",
        OpportunityAmountChanged f =>
            $"Amount changed{Part(" from ", money(f.FromAmount, f.Currency, ""))}{Part(" to ", money(f.ToAmount, f.Currency, ""))}.",
        OpportunityChanged f when f.FromCloseDate != f.ExpectedCloseDate =>
            $"Close expected by {f.ExpectedCloseDate:yyyy-MM-dd} instead of {f.FromCloseDate:yyyy-MM-dd}.",
        OpportunityChanged f => $"Opportunity changed: {string.Join(", ", f.Changed)}.",
        OpportunityStalled f => $"Stalled: in {f.Stage} since {f.EnteredAt:yyyy-MM-dd}.",
        OpportunityWon f => $"Won{Part(": ", money(f.Amount, f.Currency, ""))} ({f.Reason}).",
        OpportunityLost f => $"Lost{Part(": ", money(f.Amount, f.Currency, ""))} ({f.Reason}).",
        OpportunityReopened f => $"Opened again at {f.Stage}: it was {f.Outcome} on {f.ClosedAt:yyyy-MM-dd} ({f.Reason}).",
        OpportunityCorrected f =>
            $"Corrected after it was {f.Outcome}: {string.Join(", ", f.Changed)}"
                + $"{(f.FromAmount == f.Amount ? "" : Part("; amount ", Change(f, money)))}.",
        QuoteSent f =>
            $"Quote {f.Number} sent, version {f.Version}{Part(": ", money(f.Total, f.Currency, ""))}"
                + $"{Part(", valid until ", f.ValidUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}.",
        QuoteAccepted f => $"Quote {f.Number} accepted, version {f.Version}{Part(": ", money(f.Total, f.Currency, ""))}.",
        RenewalDue f => $"Renewal opened: {money(f.Monthly, f.Currency, " a month") ?? "a contract"} until {f.EndsOn:yyyy-MM-dd}.",
        CustomerChurned f =>
            $"Churned as a customer as of {f.EffectiveOn:yyyy-MM-dd}: {f.Reason}"
                + Part(", ", string.Join(" and ",
                    f.Lost.Select(lost => money(lost.Monthly, lost.Currency, " a month")).OfType<string>())) + ".",
        _ => $"{fact.GetType().Name}.",
    };

    private static string? Change(OpportunityCorrected f, Func<decimal, string, string, string?> money) =>
        money(f.FromAmount, f.Currency, "") is { } from ? $"{from} to {money(f.Amount, f.Currency, "")}" : null;

    private static string Did(TouchKind kind) => kind switch
    {
        TouchKind.PageView => "Viewed the page",
        TouchKind.Form => "Submitted the form",
        TouchKind.EmailOpen => "Opened the email",
        TouchKind.EmailClick => "Clicked in the email",
        TouchKind.Event => "Attended the event",
        TouchKind.AdClick => "Clicked the ad",
        TouchKind.CallIn => "Called",
        _ => "Engaged",
    };

    private static string Activity(SalesActivityKind kind) => kind switch
    {
        SalesActivityKind.Call => "Called by",
        SalesActivityKind.Email => "Emailed by",
        SalesActivityKind.Meeting => "Met",
        SalesActivityKind.Note => "Note by",
        _ => "Activity by",
    };

    private static string Part(string before, string? text) => string.IsNullOrWhiteSpace(text) ? "" : before + text;

    private static string Cycle(int cycle) => cycle > 1 ? string.Create(CultureInfo.InvariantCulture, $", cycle {cycle}") : "";

    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Duration(int seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalMinutes: < 2 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s"),
        { TotalHours: < 2 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min"),
        { TotalDays: < 2 } time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h"),
        var time => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} days"),
    };

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Money(decimal amount, string currency, string suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"{Currency.Round(amount, currency)} {currency}{suffix}");
}
