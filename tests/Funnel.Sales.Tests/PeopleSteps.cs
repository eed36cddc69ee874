using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Steps with accounts, contacts, activities and tasks that many tests share.</summary>
internal static class PeopleSteps
{
    public static Task<AccountResponse> OpenAccount(this ServiceUnderTest<Program, SalesDb> sales, object? fields = null) =>
        sales.Post<AccountResponse>("/api/sales/v1/accounts", fields ?? new { name = Steps.New("account"), unassigned = true });

    public static Task<ContactResponse> AddContact(this ServiceUnderTest<Program, SalesDb> sales, Guid? account = null,
        string? role = null, string name = "Vera") =>
        sales.Post<ContactResponse>("/api/sales/v1/contacts",
            new { fullName = name, email = ContactBookTests.NewEmail(), account = account is null ? null : new { id = account }, role,
                unassigned = true });

    public static Task<OpportunityState> OpenAt(this ServiceUnderTest<Program, SalesDb> sales, Guid account, Guid? contact = null) =>
        sales.Post<OpportunityState>("/api/sales/v1/opportunities", new
        {
            account = new { id = account },
            contact = contact is null ? null : new { id = contact },
            name = "Deal",
            amount = 1000,
            currency = "EUR",
            expectedCloseDate = "2026-12-31",
            unassigned = true,
        });

    public static Task<ActivityResponse> LogActivity(
        this ServiceUnderTest<Program, SalesDb> sales, Guid representative, string kind, string subject,
        params (string Kind, Guid Id)[] records) =>
        sales.Post<ActivityResponse>("/api/sales/v1/activities", new
        {
            kind,
            subject,
            representativeId = representative,
            records = records.Select(record => new { kind = record.Kind, id = record.Id }),
        });

    public static Task<TaskResponse> SetTask(
        this ServiceUnderTest<Program, SalesDb> sales, Guid assignee, DateTimeOffset dueAt, (string Kind, Guid Id)? record = null,
        DateTimeOffset? remindAt = null) =>
        sales.Post<TaskResponse>("/api/sales/v1/tasks", new
        {
            subject = "Call back",
            dueAt,
            assigneeId = assignee,
            remindAt,
            record = record is { } one ? new { kind = one.Kind, id = one.Id } : null,
        });
}
