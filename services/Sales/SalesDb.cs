using Funnel.Messaging;
using Funnel.Sales.Accounts;
using Funnel.Sales.Activities;
using Funnel.Sales.BulkEdits;
using Funnel.Sales.Checklists;
using Funnel.Sales.Competitors;
using Funnel.Sales.Currencies;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Customers;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Imports;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Products;
using Funnel.Sales.Quotas;
using Funnel.Sales.Quotes;
using Funnel.Sales.Reasons;
using Funnel.Sales.Referrals;
using Funnel.Sales.Routing;
using Funnel.Sales.Sla;
using Funnel.Sales.Surveys;
using Funnel.Sales.Tasks;
using Funnel.Sales.Team;
using Funnel.Sales.Views;
using Funnel.Sales.Visibility;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales;

/// <summary>What Sales keeps. Each entity's table is described in the mapping beside it.</summary>
internal sealed class SalesDb(DbContextOptions<SalesDb> options, Outbox outbox, CallerSight caller) : MessagingDb(options, outbox)
{
    private readonly TimeProvider clock = outbox.Clock;

    /// <summary>By the service's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow().ToMicroseconds();

    /// <summary>Whose records queries find.</summary>
    public Sight Sight => caller.Value;

    public DbSet<Representative> Representatives => Set<Representative>();

    public DbSet<Absence> Absences => Set<Absence>();

    public DbSet<TurnShare> TurnShares => Set<TurnShare>();

    public DbSet<TerritoryRule> TerritoryRules => Set<TerritoryRule>();

    public DbSet<SalesTeam> Teams => Set<SalesTeam>();

    public DbSet<Handoff> Handoffs => Set<Handoff>();

    public DbSet<SlaClock> SlaClocks => Set<SlaClock>();

    public DbSet<SlaPolicy> SlaPolicies => Set<SlaPolicy>();

    public DbSet<BusinessCalendar> BusinessCalendars => Set<BusinessCalendar>();

    public DbSet<Reason> Reasons => Set<Reason>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Contact> Contacts => Set<Contact>();

    public DbSet<AccountContact> AccountContacts => Set<AccountContact>();

    /// <summary>The contacts whom the caller may see: those at an account that the caller sees, or at none.</summary>
    /// <remarks>At an account that was merged away nobody is: what links its contacts and activities still has is kept for an un-merge.</remarks>
    public IQueryable<Contact> SeenContacts => Contacts.Where(contact => !AccountContacts.Any(link => link.ContactId == contact.Id)
        || AccountContacts.Any(link => link.ContactId == contact.Id && Accounts.Any(account => account.Id == link.AccountId && account.MergedIntoId == null)));

    public DbSet<Activity> Activities => Set<Activity>();

    /// <summary>The activities that the caller may see: those of a record that the caller sees.</summary>
    public IQueryable<Activity> SeenActivities => Activities.Where(activity => activity.Records.Any(record =>
        Accounts.Any(account => account.Id == record.AccountId && account.MergedIntoId == null) || SeenContacts.Any(contact => contact.Id == record.ContactId)
        || Opportunities.Any(opportunity => opportunity.Id == record.OpportunityId) || Handoffs.Any(handoff => handoff.Id == record.HandoffId)));

    public DbSet<SalesTask> Tasks => Set<SalesTask>();

    public DbSet<Reminder> Reminders => Set<Reminder>();

    public DbSet<SavedView> Views => Set<SavedView>();

    public DbSet<SalesPipeline> Pipelines => Set<SalesPipeline>();

    public DbSet<Opportunity> Opportunities => Set<Opportunity>();

    public DbSet<Checklist> Checklists => Set<Checklist>();

    public DbSet<ChecklistAnswer> ChecklistAnswers => Set<ChecklistAnswer>();

    public DbSet<Competitor> Competitors => Set<Competitor>();

    public DbSet<OpportunityCompetitor> OpportunityCompetitors => Set<OpportunityCompetitor>();

    public DbSet<CustomField> CustomFields => Set<CustomField>();

    public DbSet<BulkEdit> BulkEdits => Set<BulkEdit>();

    public DbSet<ForecastLine> ForecastLines => Set<ForecastLine>();

    public DbSet<ForecastDay> ForecastDays => Set<ForecastDay>();

    public DbSet<ForecastSubmission> ForecastSubmissions => Set<ForecastSubmission>();

    public DbSet<Quota> Quotas => Set<Quota>();

    public DbSet<Product> Products => Set<Product>();

    public DbSet<PriceBook> PriceBooks => Set<PriceBook>();

    public DbSet<Price> Prices => Set<Price>();

    public DbSet<Quote> Quotes => Set<Quote>();

    public DbSet<ExchangeRate> ExchangeRates => Set<ExchangeRate>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Survey> Surveys => Set<Survey>();

    public DbSet<Referral> Referrals => Set<Referral>();

    public DbSet<Review> Reviews => Set<Review>();

    public DbSet<RevenueSpan> RevenueSpans => Set<RevenueSpan>();

    public DbSet<Import> Imports => Set<Import>();

    public DbSet<ImportRecord> ImportRecords => Set<ImportRecord>();

    public DbSet<ImportError> ImportErrors => Set<ImportError>();

    public override async Task SaveByCopy(CancellationToken cancellation)
    {
        await KeepCustomers.OfClosedDeals(this, clock.GetUtcNow(), cancellation);
        await base.SaveByCopy(cancellation);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await KeepCustomers.OfClosedDeals(this, clock.GetUtcNow(), cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(SalesDb).Assembly);
        modelBuilder.HasOwners(this);
        base.OnModelCreating(modelBuilder);
    }
}
