using System;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class SalesInFull : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(PeopleSql.KeepWhereContactsAre);

            migrationBuilder.DropForeignKey(
                name: "fk_contacts_accounts_account_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_account_id_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_email",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_domain",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "account_id",
                table: "contacts");

            migrationBuilder.AddColumn<bool>(
                name: "has_lines",
                table: "opportunities",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "lines_revision",
                table: "opportunities",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "job_title",
                table: "contacts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_id",
                table: "contacts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "phone_key",
                table: "contacts",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "contacts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "country",
                table: "accounts",
                type: "character varying(2)",
                maxLength: 2,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "employees",
                table: "accounts",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "industry",
                table: "accounts",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_id",
                table: "accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "accounts",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "account_contacts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_contacts", x => x.id);
                    table.ForeignKey(
                        name: "fk_account_contacts_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_account_contacts_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "activities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    body = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: true),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activities", x => x.id);
                    table.ForeignKey(
                        name: "fk_activities_representatives_representative_id",
                        column: x => x.representative_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "business_calendars",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    time_zone = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    hours = table.Column<string>(type: "jsonb", nullable: false),
                    holidays = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_business_calendars", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    churned_on = table.Column<DateOnly>(type: "date", nullable: true),
                    churn_reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    evangelist_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => x.id);
                    table.ForeignKey(
                        name: "fk_customers_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customers_opportunities_first_opportunity_id",
                        column: x => x.first_opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customers_representatives_owner_id",
                        column: x => x.owner_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "forecast_days",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forecast_days", x => x.day);
                });

            migrationBuilder.CreateTable(
                name: "forecast_judgements",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    period = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: true),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    commit_forecast = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    best_case_forecast = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    computed_commit_forecast = table.Column<decimal>(type: "numeric(20,2)", precision: 20, scale: 2, nullable: false),
                    computed_best_case_forecast = table.Column<decimal>(type: "numeric(20,2)", precision: 20, scale: 2, nullable: false),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forecast_judgements", x => x.id);
                    table.CheckConstraint("ck_forecast_judgements_one", "(representative_id is null) <> (team_id is null)");
                    table.ForeignKey(
                        name: "fk_forecast_judgements_representatives_representative_id",
                        column: x => x.representative_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_forecast_judgements_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "forecast_lines",
                columns: table => new
                {
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    until_day = table.Column<DateOnly>(type: "date", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    close_day = table.Column<DateOnly>(type: "date", nullable: false),
                    category = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    probability = table.Column<decimal>(type: "numeric(5,4)", precision: 5, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forecast_lines", x => new { x.opportunity_id, x.from_day });
                    table.ForeignKey(
                        name: "fk_forecast_lines_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "merges",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    winner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    loser_id = table.Column<Guid>(type: "uuid", nullable: false),
                    before = table.Column<JsonElement>(type: "jsonb", nullable: false),
                    after = table.Column<JsonElement>(type: "jsonb", nullable: false),
                    moved = table.Column<string>(type: "jsonb", nullable: false),
                    merged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merges", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "price_books",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    valid_until = table.Column<DateOnly>(type: "date", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    is_standard = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_price_books", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "products",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    unit = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    billing = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "quotes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quotes", x => x.id);
                    table.ForeignKey(
                        name: "fk_quotes_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_quotes_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sla_clocks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    handoff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cycle = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    warn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recycle_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    recycle_reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    policy = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    calendar = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    escalate_to_id = table.Column<Guid>(type: "uuid", nullable: true),
                    runs = table.Column<bool>(type: "boolean", nullable: false),
                    warned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    breached_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    met_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    first_outreach_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_clocks", x => x.id);
                    table.ForeignKey(
                        name: "fk_sla_clocks_handoffs_handoff_id",
                        column: x => x.handoff_id,
                        principalTable: "handoffs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tasks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    remind_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    handoff_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tasks", x => x.id);
                    table.CheckConstraint("ck_tasks_record", "num_nonnulls(account_id, contact_id, opportunity_id, handoff_id) <= 1");
                    table.ForeignKey(
                        name: "fk_tasks_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_handoffs_handoff_id",
                        column: x => x.handoff_id,
                        principalTable: "handoffs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_tasks_representatives_owner_id",
                        column: x => x.owner_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "views",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    list = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    filter = table.Column<string>(type: "jsonb", nullable: false),
                    is_shared = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_views", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "activity_records",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    activity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    handoff_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activity_records", x => x.id);
                    table.CheckConstraint("ck_activity_records_one", "num_nonnulls(account_id, contact_id, opportunity_id, handoff_id) = 1");
                    table.ForeignKey(
                        name: "fk_activity_records_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_activities_activity_id",
                        column: x => x.activity_id,
                        principalTable: "activities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_handoffs_handoff_id",
                        column: x => x.handoff_id,
                        principalTable: "handoffs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_activity_records_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sla_policies",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    score_from = table.Column<decimal>(type: "numeric", nullable: true),
                    score_below = table.Column<decimal>(type: "numeric", nullable: true),
                    channel = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    calendar_code = table.Column<string>(type: "character varying(60)", nullable: true),
                    target_minutes = table.Column<int>(type: "integer", nullable: false),
                    warn_at_percent = table.Column<int>(type: "integer", nullable: false),
                    escalate_to_id = table.Column<Guid>(type: "uuid", nullable: true),
                    recycle_after_minutes = table.Column<int>(type: "integer", nullable: true),
                    recycle_reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_policies", x => x.code);
                    table.ForeignKey(
                        name: "fk_sla_policies_business_calendars_calendar_code",
                        column: x => x.calendar_code,
                        principalTable: "business_calendars",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_sla_policies_representatives_escalate_to_id",
                        column: x => x.escalate_to_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "contracts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: false),
                    ends_on = table.Column<DateOnly>(type: "date", nullable: true),
                    notice_days = table.Column<int>(type: "integer", nullable: false),
                    renewal_lead_days = table.Column<int>(type: "integer", nullable: false),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    predecessor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    renewal_opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    stopped_on = table.Column<DateOnly>(type: "date", nullable: true),
                    stopped_by = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    churn_reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contracts", x => x.id);
                    table.ForeignKey(
                        name: "fk_contracts_contracts_predecessor_id",
                        column: x => x.predecessor_id,
                        principalTable: "contracts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contracts_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contracts_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contracts_opportunities_renewal_opportunity_id",
                        column: x => x.renewal_opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "referrals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    company = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    person = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    referred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    acted_on_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referrals", x => x.id);
                    table.ForeignKey(
                        name: "fk_referrals_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "surveys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    score = table.Column<int>(type: "integer", nullable: true),
                    comment = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    acted_on_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acted_on_note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_surveys", x => x.id);
                    table.ForeignKey(
                        name: "fk_surveys_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_surveys_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "opportunity_lines",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    price_book_id = table.Column<Guid>(type: "uuid", nullable: true),
                    quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    unit_price = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    discount_percent = table.Column<decimal>(type: "numeric(7,4)", precision: 7, scale: 4, nullable: true),
                    discount_amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_opportunity_lines", x => x.id);
                    table.ForeignKey(
                        name: "fk_opportunity_lines_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_opportunity_lines_price_books_price_book_id",
                        column: x => x.price_book_id,
                        principalTable: "price_books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_opportunity_lines_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "prices",
                columns: table => new
                {
                    price_book_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_prices", x => new { x.price_book_id, x.product_id, x.valid_from });
                    table.ForeignKey(
                        name: "fk_prices_price_books_price_book_id",
                        column: x => x.price_book_id,
                        principalTable: "price_books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_prices_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "quotas",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    period = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: true),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    product_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quotas", x => x.id);
                    table.CheckConstraint("ck_quotas_one", "representative_id is null or team_id is null");
                    table.ForeignKey(
                        name: "fk_quotas_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_quotas_representatives_representative_id",
                        column: x => x.representative_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_quotas_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "quote_versions",
                columns: table => new
                {
                    quote_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    tax_mode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    discount_percent = table.Column<decimal>(type: "numeric(7,4)", precision: 7, scale: 4, nullable: true),
                    discount_amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    valid_until = table.Column<DateOnly>(type: "date", nullable: true),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    subtotal = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    discount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    net = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    tax = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    total = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    decision_note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quote_versions", x => new { x.quote_id, x.number });
                    table.ForeignKey(
                        name: "fk_quote_versions_quotes_quote_id",
                        column: x => x.quote_id,
                        principalTable: "quotes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reminders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    remind_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dismissed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminders", x => x.id);
                    table.ForeignKey(
                        name: "fk_reminders_representatives_owner_id",
                        column: x => x.owner_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reminders_tasks_task_id",
                        column: x => x.task_id,
                        principalTable: "tasks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "contract_amounts",
                columns: table => new
                {
                    contract_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contract_amounts", x => new { x.contract_id, x.sequence });
                    table.ForeignKey(
                        name: "fk_contract_amounts_contract_contract_id",
                        column: x => x.contract_id,
                        principalTable: "contracts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "quote_documents",
                columns: table => new
                {
                    quote_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    pdf = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quote_documents", x => new { x.quote_id, x.version });
                    table.ForeignKey(
                        name: "fk_quote_documents_quote_versions_quote_id_version",
                        columns: x => new { x.quote_id, x.version },
                        principalTable: "quote_versions",
                        principalColumns: new[] { "quote_id", "number" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "quote_lines",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    quote_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: true),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    description = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    unit = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    billing = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    quantity = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    unit_price = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    discount_percent = table.Column<decimal>(type: "numeric(7,4)", precision: 7, scale: 4, nullable: true),
                    discount_amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    tax_rate = table.Column<decimal>(type: "numeric(7,4)", precision: 7, scale: 4, nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    discount_share = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    net = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    tax = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quote_lines", x => x.id);
                    table.ForeignKey(
                        name: "fk_quote_lines_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_quote_lines_quote_versions_quote_id_version",
                        columns: x => new { x.quote_id, x.version },
                        principalTable: "quote_versions",
                        principalColumns: new[] { "quote_id", "number" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "reasons",
                columns: new[] { "code", "kind", "label", "retired_at", "version" },
                values: new object[,]
                {
                    { "competitor", "Churn", "Competitor", null, 0 },
                    { "missing-feature", "Churn", "Missing feature", null, 0 },
                    { "no-budget", "Churn", "No budget", null, 0 },
                    { "no-need", "Churn", "No need any more", null, 0 },
                    { "no-response", "Churn", "No response", null, 0 },
                    { "not-recorded", "Churn", "Not recorded", null, 0 },
                    { "out-of-business", "Churn", "Out of business", null, 0 },
                    { "price", "Churn", "Price", null, 0 },
                    { "service", "Churn", "Service", null, 0 }
                });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_email",
                table: "contacts",
                column: "email",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_email1",
                table: "contacts",
                column: "email",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_merged_into_id",
                table: "contacts",
                column: "merged_into_id",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_phone_key",
                table: "contacts",
                column: "phone_key",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_phone_key1",
                table: "contacts",
                column: "phone_key",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_country_id",
                table: "accounts",
                columns: new[] { "country", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_domain",
                table: "accounts",
                column: "domain",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_domain1",
                table: "accounts",
                column: "domain",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_industry_id",
                table: "accounts",
                columns: new[] { "industry", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_merged_into_id",
                table: "accounts",
                column: "merged_into_id",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts",
                column: "normalised_name",
                unique: true,
                filter: "merged_into_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalised_name1",
                table: "accounts",
                column: "normalised_name",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_owner_id_id",
                table: "accounts",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_account_contacts_account_id_contact_id",
                table: "account_contacts",
                columns: new[] { "account_id", "contact_id" },
                unique: true,
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_account_contacts_contact_id",
                table: "account_contacts",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_activities_kind_id",
                table: "activities",
                columns: new[] { "kind", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_activities_representative_id_id",
                table: "activities",
                columns: new[] { "representative_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_account_id_activity_id",
                table: "activity_records",
                columns: new[] { "account_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "account_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_activity_id",
                table: "activity_records",
                column: "activity_id");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_contact_id_activity_id",
                table: "activity_records",
                columns: new[] { "contact_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "contact_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_handoff_id_activity_id",
                table: "activity_records",
                columns: new[] { "handoff_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "handoff_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_activity_records_opportunity_id_activity_id",
                table: "activity_records",
                columns: new[] { "opportunity_id", "activity_id" },
                unique: true,
                descending: new[] { false, true },
                filter: "opportunity_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_contracts_currency_customer_id",
                table: "contracts",
                columns: new[] { "currency", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_customer_id",
                table: "contracts",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_contracts_ends_on",
                table: "contracts",
                column: "ends_on",
                filter: "stopped_on is null");

            migrationBuilder.CreateIndex(
                name: "ix_contracts_external_id",
                table: "contracts",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_contracts_opportunity_id",
                table: "contracts",
                column: "opportunity_id");

            migrationBuilder.CreateIndex(
                name: "ix_contracts_predecessor_id",
                table: "contracts",
                column: "predecessor_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_contracts_renewal_opportunity_id",
                table: "contracts",
                column: "renewal_opportunity_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customers_account_id",
                table: "customers",
                column: "account_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customers_churned_on",
                table: "customers",
                column: "churned_on",
                filter: "churned_on is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_evangelist_since",
                table: "customers",
                column: "evangelist_since",
                filter: "evangelist_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_first_opportunity_id",
                table: "customers",
                column: "first_opportunity_id");

            migrationBuilder.CreateIndex(
                name: "ix_customers_owner_id_id",
                table: "customers",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_forecast_judgements_period_id",
                table: "forecast_judgements",
                columns: new[] { "period", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_forecast_judgements_representative_id",
                table: "forecast_judgements",
                column: "representative_id");

            migrationBuilder.CreateIndex(
                name: "ix_forecast_judgements_team_id",
                table: "forecast_judgements",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_forecast_lines_close_day_from_day",
                table: "forecast_lines",
                columns: new[] { "close_day", "from_day" });

            migrationBuilder.CreateIndex(
                name: "ix_forecast_lines_standing",
                table: "forecast_lines",
                column: "opportunity_id",
                unique: true,
                filter: "until_day is null");

            migrationBuilder.CreateIndex(
                name: "ix_merges_loser_id",
                table: "merges",
                column: "loser_id",
                unique: true,
                filter: "undone_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_opportunity_lines_opportunity_id_position",
                table: "opportunity_lines",
                columns: new[] { "opportunity_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunity_lines_price_book_id",
                table: "opportunity_lines",
                column: "price_book_id");

            migrationBuilder.CreateIndex(
                name: "ix_opportunity_lines_product_id",
                table: "opportunity_lines",
                column: "product_id");

            migrationBuilder.CreateIndex(
                name: "ix_price_books_code",
                table: "price_books",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_price_books_standard",
                table: "price_books",
                column: "currency",
                unique: true,
                filter: "is_standard");

            migrationBuilder.CreateIndex(
                name: "ix_prices_product_id",
                table: "prices",
                column: "product_id");

            migrationBuilder.CreateIndex(
                name: "ix_products_code",
                table: "products",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_quotas_period_representative_id_team_id_product_id",
                table: "quotas",
                columns: new[] { "period", "representative_id", "team_id", "product_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_quotas_product_id",
                table: "quotas",
                column: "product_id");

            migrationBuilder.CreateIndex(
                name: "ix_quotas_representative_id",
                table: "quotas",
                column: "representative_id");

            migrationBuilder.CreateIndex(
                name: "ix_quotas_team_id",
                table: "quotas",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_quote_lines_product_id",
                table: "quote_lines",
                column: "product_id");

            migrationBuilder.CreateIndex(
                name: "ix_quote_lines_quote_id_version_position",
                table: "quote_lines",
                columns: new[] { "quote_id", "version", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_quotes_account_id_id",
                table: "quotes",
                columns: new[] { "account_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_quotes_number",
                table: "quotes",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_quotes_opportunity_id_id",
                table: "quotes",
                columns: new[] { "opportunity_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_referrals_customer_id_id",
                table: "referrals",
                columns: new[] { "customer_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_referrals_opportunity_id",
                table: "referrals",
                column: "opportunity_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reminders_owner_id_id",
                table: "reminders",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_reminders_task_id_remind_at",
                table: "reminders",
                columns: new[] { "task_id", "remind_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sla_clocks_handoff_id",
                table: "sla_clocks",
                column: "handoff_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sla_clocks_lead_id_started_at",
                table: "sla_clocks",
                columns: new[] { "lead_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_calendar_code",
                table: "sla_policies",
                column: "calendar_code");

            migrationBuilder.CreateIndex(
                name: "ix_sla_policies_escalate_to_id",
                table: "sla_policies",
                column: "escalate_to_id");

            migrationBuilder.CreateIndex(
                name: "ix_surveys_answered_at",
                table: "surveys",
                column: "answered_at",
                filter: "answered_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_surveys_contact_id",
                table: "surveys",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_surveys_customer_id_id",
                table: "surveys",
                columns: new[] { "customer_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_account_id_due_at",
                table: "tasks",
                columns: new[] { "account_id", "due_at" },
                filter: "account_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_contact_id_due_at",
                table: "tasks",
                columns: new[] { "contact_id", "due_at" },
                filter: "contact_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_due_at_id",
                table: "tasks",
                columns: new[] { "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_handoff_id_due_at",
                table: "tasks",
                columns: new[] { "handoff_id", "due_at" },
                filter: "handoff_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_opportunity_id_state_due_at",
                table: "tasks",
                columns: new[] { "opportunity_id", "state", "due_at" },
                filter: "opportunity_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_owner_id_state_due_at_id",
                table: "tasks",
                columns: new[] { "owner_id", "state", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_tasks_state_due_at_id",
                table: "tasks",
                columns: new[] { "state", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_views_list_id",
                table: "views",
                columns: new[] { "list", "id" },
                descending: new[] { false, true },
                filter: "is_shared");

            migrationBuilder.CreateIndex(
                name: "ix_views_owner_list_name",
                table: "views",
                columns: new[] { "owner", "list", "name" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_accounts_accounts_merged_into_id",
                table: "accounts",
                column: "merged_into_id",
                principalTable: "accounts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_accounts_representatives_owner_id",
                table: "accounts",
                column: "owner_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_contacts_contacts_merged_into_id",
                table: "contacts",
                column: "merged_into_id",
                principalTable: "contacts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(PeopleSql.LinkContacts);
            migrationBuilder.Sql(WorkSql.GuardMerges);
            migrationBuilder.Sql(WorkSql.MakeSearchable);
            migrationBuilder.Sql(HandoffSlaSql.ClocksOfOlderHandoffs);
            migrationBuilder.Sql(ForecastsSql.AppendOnly);
            migrationBuilder.Sql(QuotesSql.Guard);
            migrationBuilder.Sql(CustomersSql.Up);
            migrationBuilder.Sql(CustomersSql.Backfill);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(CustomersSql.Down);
            migrationBuilder.Sql(QuotesSql.Unguard);
            migrationBuilder.Sql(WorkSql.Undo);

            migrationBuilder.DropForeignKey(
                name: "fk_accounts_accounts_merged_into_id",
                table: "accounts");

            migrationBuilder.DropForeignKey(
                name: "fk_accounts_representatives_owner_id",
                table: "accounts");

            migrationBuilder.DropForeignKey(
                name: "fk_contacts_contacts_merged_into_id",
                table: "contacts");

            migrationBuilder.DropTable(
                name: "account_contacts");

            migrationBuilder.DropTable(
                name: "activity_records");

            migrationBuilder.DropTable(
                name: "contract_amounts");

            migrationBuilder.DropTable(
                name: "forecast_days");

            migrationBuilder.DropTable(
                name: "forecast_judgements");

            migrationBuilder.DropTable(
                name: "forecast_lines");

            migrationBuilder.DropTable(
                name: "merges");

            migrationBuilder.DropTable(
                name: "opportunity_lines");

            migrationBuilder.DropTable(
                name: "prices");

            migrationBuilder.DropTable(
                name: "quotas");

            migrationBuilder.DropTable(
                name: "quote_documents");

            migrationBuilder.DropTable(
                name: "quote_lines");

            migrationBuilder.DropTable(
                name: "referrals");

            migrationBuilder.DropTable(
                name: "reminders");

            migrationBuilder.DropTable(
                name: "sla_clocks");

            migrationBuilder.DropTable(
                name: "sla_policies");

            migrationBuilder.DropTable(
                name: "surveys");

            migrationBuilder.DropTable(
                name: "views");

            migrationBuilder.DropTable(
                name: "activities");

            migrationBuilder.DropTable(
                name: "contracts");

            migrationBuilder.DropTable(
                name: "price_books");

            migrationBuilder.DropTable(
                name: "products");

            migrationBuilder.DropTable(
                name: "quote_versions");

            migrationBuilder.DropTable(
                name: "tasks");

            migrationBuilder.DropTable(
                name: "business_calendars");

            migrationBuilder.DropTable(
                name: "customers");

            migrationBuilder.DropTable(
                name: "quotes");

            migrationBuilder.DropIndex(
                name: "ix_contacts_email",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_email1",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_merged_into_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_phone_key",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_phone_key1",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_country_id",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_domain",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_domain1",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_industry_id",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_merged_into_id",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_normalised_name1",
                table: "accounts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_owner_id_id",
                table: "accounts");

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "competitor", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "missing-feature", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "no-budget", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "no-need", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "no-response", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "not-recorded", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "out-of-business", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "price", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "service", "Churn" });

            migrationBuilder.DropColumn(
                name: "has_lines",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "lines_revision",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "job_title",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "phone_key",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "version",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "country",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "employees",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "industry",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "owner_id",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "version",
                table: "accounts");

            migrationBuilder.AddColumn<Guid>(
                name: "account_id",
                table: "contacts",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.CreateIndex(
                name: "ix_contacts_account_id_id",
                table: "contacts",
                columns: new[] { "account_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_email",
                table: "contacts",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_domain",
                table: "accounts",
                column: "domain",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_normalised_name",
                table: "accounts",
                column: "normalised_name",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_contacts_accounts_account_id",
                table: "contacts",
                column: "account_id",
                principalTable: "accounts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
