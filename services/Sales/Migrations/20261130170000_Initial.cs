using System;
using System.Collections.Generic;
using System.Text.Json;
using Funnel.Sales.Schema;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "bulk_edits",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    change = table.Column<string>(type: "jsonb", nullable: false),
                    rows = table.Column<string>(type: "jsonb", nullable: false),
                    applied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    result = table.Column<string>(type: "jsonb", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_edits", x => x.id);
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
                name: "checklists",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    items = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checklists", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "competitors",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_competitors", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "contacts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    full_name = table.Column<string>(type: "text", nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    phone = table.Column<string>(type: "text", nullable: true),
                    phone_key = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    job_title = table.Column<string>(type: "text", nullable: true),
                    fields = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'{}'"),
                    search_text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    merged_into_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contacts", x => x.id);
                    table.ForeignKey(
                        name: "fk_contacts_contacts_merged_into_id",
                        column: x => x.merged_into_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "custom_fields",
                columns: table => new
                {
                    record = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    label = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    is_required = table.Column<bool>(type: "boolean", nullable: false),
                    choices = table.Column<List<string>>(type: "text[]", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_custom_fields", x => new { x.record, x.code });
                });

            migrationBuilder.CreateTable(
                name: "exchange_rates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    @base = table.Column<string>(name: "base", type: "character varying(3)", maxLength: 3, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    rate = table.Column<decimal>(type: "numeric(18,8)", precision: 18, scale: 8, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exchange_rates", x => x.id);
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
                name: "import_mappings",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    mapping = table.Column<string>(type: "jsonb", nullable: false),
                    saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_mappings", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "import_records",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    fields = table.Column<string[]>(type: "text[]", nullable: true),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_records", x => new { x.import_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    plan = table.Column<string>(type: "jsonb", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    records = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    added = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false),
                    failed = table.Column<int>(type: "integer", nullable: false),
                    started_by = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    started_by_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imports", x => x.id);
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
                    carried_roles = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'[]'"),
                    merged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merges", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "pipelines",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pipelines", x => x.code);
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
                    code_key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false),
                    unit = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    billing = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_products", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "reasons",
                columns: table => new
                {
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    label = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reasons", x => new { x.kind, x.code });
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
                name: "import_errors",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    place = table.Column<int>(type: "integer", nullable: false),
                    severity = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    column = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    detail = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    value = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_errors", x => new { x.import_id, x.number, x.place });
                    table.ForeignKey(
                        name: "fk_import_errors_imports_import_id",
                        column: x => x.import_id,
                        principalTable: "imports",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "stages",
                columns: table => new
                {
                    pipeline = table.Column<string>(type: "character varying(60)", nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    probability = table.Column<decimal>(type: "numeric(5,4)", precision: 5, scale: 4, nullable: false),
                    forecast_category = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    order = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    maximum_age_days = table.Column<int>(type: "integer", nullable: true),
                    requirements = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stages", x => new { x.pipeline, x.code });
                    table.ForeignKey(
                        name: "fk_stages_pipelines_pipeline",
                        column: x => x.pipeline,
                        principalTable: "pipelines",
                        principalColumn: "code",
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
                name: "absences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    note = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_absences", x => x.id);
                    table.CheckConstraint("ck_absences_end_after_they_begin", "until > \"from\"");
                });

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
                        name: "fk_account_contacts_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    normalised_name = table.Column<string>(type: "text", nullable: false),
                    domain = table.Column<string>(type: "character varying(253)", maxLength: 253, nullable: true),
                    industry = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    country = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: true),
                    employees = table.Column<int>(type: "integer", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    fields = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'{}'"),
                    search_text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    merged_into_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                    table.ForeignKey(
                        name: "fk_accounts_accounts_merged_into_id",
                        column: x => x.merged_into_id,
                        principalTable: "accounts",
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
                    search_text = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    minutes = table.Column<int>(type: "integer", nullable: true),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activities", x => x.id);
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
                });

            migrationBuilder.CreateTable(
                name: "amount_history",
                columns: table => new
                {
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    from_amount = table.Column<decimal>(type: "numeric", nullable: true),
                    to_amount = table.Column<decimal>(type: "numeric", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_amount_history", x => new { x.opportunity_id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "checklist_answers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    checklist = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    item = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    by = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checklist_answers", x => x.id);
                    table.ForeignKey(
                        name: "fk_checklist_answers_checklists_checklist",
                        column: x => x.checklist,
                        principalTable: "checklists",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "close_date_history",
                columns: table => new
                {
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    from_date = table.Column<DateOnly>(type: "date", nullable: true),
                    to_date = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_close_date_history", x => new { x.opportunity_id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "contract_amounts",
                columns: table => new
                {
                    contract_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contract_amounts", x => new { x.contract_id, x.sequence });
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
                    anchor_day = table.Column<int>(type: "integer", nullable: false),
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
                });

            migrationBuilder.CreateTable(
                name: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_assigned = table.Column<bool>(type: "boolean", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    churned_on = table.Column<DateOnly>(type: "date", nullable: true),
                    churn_reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    evangelist_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
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
                });

            migrationBuilder.CreateTable(
                name: "reviews",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    site = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    link = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    published_on = table.Column<DateOnly>(type: "date", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reviews", x => x.id);
                    table.ForeignKey(
                        name: "fk_reviews_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reviews_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
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
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
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
                name: "forecast_lines",
                columns: table => new
                {
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    until_day = table.Column<DateOnly>(type: "date", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    close_day = table.Column<DateOnly>(type: "date", nullable: false),
                    category = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    probability = table.Column<decimal>(type: "numeric(5,4)", precision: 5, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forecast_lines", x => new { x.opportunity_id, x.from_day });
                });

            migrationBuilder.CreateTable(
                name: "forecast_submissions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    period = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: true),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    commit_forecast = table.Column<decimal>(type: "numeric", nullable: false),
                    best_case_forecast = table.Column<decimal>(type: "numeric", nullable: false),
                    computed_commit_forecast = table.Column<decimal>(type: "numeric", nullable: false),
                    computed_best_case_forecast = table.Column<decimal>(type: "numeric", nullable: false),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forecast_submissions", x => x.id);
                    table.CheckConstraint("ck_forecast_submissions_one", "(representative_id is null) <> (team_id is null)");
                });

            migrationBuilder.CreateTable(
                name: "handoffs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cycle = table.Column<int>(type: "integer", nullable: false),
                    external_lead_id = table.Column<string>(type: "text", nullable: true),
                    qualification = table.Column<string>(type: "jsonb", nullable: false),
                    score = table.Column<decimal>(type: "numeric", nullable: false),
                    lead_name = table.Column<string>(type: "text", nullable: true),
                    lead_email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    lead_phone = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    company = table.Column<string>(type: "text", nullable: true),
                    handed_off_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sla_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: true),
                    is_taken = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    explanation = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    decided_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    return_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    journey = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_handoffs", x => x.id);
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
                name: "opportunities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    handoff_id = table.Column<Guid>(type: "uuid", nullable: true),
                    search_text = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pipeline = table.Column<string>(type: "character varying(60)", nullable: false),
                    stage = table.Column<string>(type: "character varying(60)", nullable: false),
                    stage_entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stalled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    stall_told = table.Column<bool>(type: "boolean", nullable: false),
                    probability = table.Column<decimal>(type: "numeric(5,4)", precision: 5, scale: 4, nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    expected_close_date = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    lines_revision = table.Column<int>(type: "integer", nullable: false),
                    has_lines = table.Column<bool>(type: "boolean", nullable: false),
                    forecast_category = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    forecast_override = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    fields = table.Column<string>(type: "jsonb", nullable: false, defaultValueSql: "'{}'"),
                    lost_to = table.Column<string>(type: "character varying(60)", nullable: true),
                    one_off = table.Column<decimal>(type: "numeric", nullable: true),
                    monthly = table.Column<decimal>(type: "numeric", nullable: true),
                    yearly = table.Column<decimal>(type: "numeric", nullable: true),
                    contract_value = table.Column<decimal>(type: "numeric", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_opportunities", x => x.id);
                    table.ForeignKey(
                        name: "fk_opportunities_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_opportunities_competitors_lost_to",
                        column: x => x.lost_to,
                        principalTable: "competitors",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_opportunities_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_opportunities_handoffs_handoff_id",
                        column: x => x.handoff_id,
                        principalTable: "handoffs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_opportunities_stages_pipeline_stage",
                        columns: x => new { x.pipeline, x.stage },
                        principalTable: "stages",
                        principalColumns: new[] { "pipeline", "code" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "opportunity_competitors",
                columns: table => new
                {
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    competitor = table.Column<string>(type: "character varying(60)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_opportunity_competitors", x => new { x.opportunity_id, x.competitor });
                    table.ForeignKey(
                        name: "fk_opportunity_competitors_competitors_competitor",
                        column: x => x.competitor,
                        principalTable: "competitors",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_opportunity_competitors_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
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
                    discount_amount = table.Column<decimal>(type: "numeric", nullable: true),
                    billing = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    term_months = table.Column<int>(type: "integer", nullable: true),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    first_year = table.Column<decimal>(type: "numeric", nullable: false),
                    contract_value = table.Column<decimal>(type: "numeric", nullable: false)
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
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
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
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
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
                name: "stage_history",
                columns: table => new
                {
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    from_stage = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    to_stage = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    probability = table.Column<decimal>(type: "numeric(5,4)", precision: 5, scale: 4, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stage_history", x => new { x.opportunity_id, x.sequence });
                    table.ForeignKey(
                        name: "fk_stage_history_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
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
                    discount_amount = table.Column<decimal>(type: "numeric", nullable: true),
                    valid_until = table.Column<DateOnly>(type: "date", nullable: true),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    recipient_address = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    subtotal = table.Column<decimal>(type: "numeric", nullable: false),
                    discount = table.Column<decimal>(type: "numeric", nullable: false),
                    net = table.Column<decimal>(type: "numeric", nullable: false),
                    tax = table.Column<decimal>(type: "numeric", nullable: false),
                    total = table.Column<decimal>(type: "numeric", nullable: false),
                    one_off = table.Column<decimal>(type: "numeric", nullable: false),
                    monthly = table.Column<decimal>(type: "numeric", nullable: false),
                    yearly = table.Column<decimal>(type: "numeric", nullable: false),
                    first_year = table.Column<decimal>(type: "numeric", nullable: false),
                    contract_value = table.Column<decimal>(type: "numeric", nullable: false),
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
                    discount_amount = table.Column<decimal>(type: "numeric", nullable: true),
                    tax_rate = table.Column<decimal>(type: "numeric(7,4)", precision: 7, scale: 4, nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    discount_share = table.Column<decimal>(type: "numeric", nullable: false),
                    net = table.Column<decimal>(type: "numeric", nullable: false),
                    tax = table.Column<decimal>(type: "numeric", nullable: false),
                    term_months = table.Column<int>(type: "integer", nullable: true),
                    first_year = table.Column<decimal>(type: "numeric", nullable: false)
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

            migrationBuilder.CreateTable(
                name: "quotas",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    period = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: true),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    product_id = table.Column<Guid>(type: "uuid", nullable: true),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
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
                });

            migrationBuilder.CreateTable(
                name: "reminders",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    opportunities = table.Column<int>(type: "integer", nullable: false),
                    pipeline = table.Column<string>(type: "text", nullable: true),
                    stage = table.Column<string>(type: "text", nullable: true),
                    stalled_on = table.Column<DateOnly>(type: "date", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    remind_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dismissed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reminders", x => x.id);
                    table.CheckConstraint("ck_reminders_of", "num_nonnulls(task_id, stage) = 1");
                    table.CheckConstraint("ck_reminders_stage", "num_nonnulls(pipeline, stage, stalled_on) in (0, 3)");
                    table.ForeignKey(
                        name: "fk_reminders_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "representatives",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    external_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    signs_in_as = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    weight = table.Column<int>(type: "integer", nullable: false, defaultValue: 1),
                    max_open_handoffs = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_representatives", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rota_shares",
                columns: table => new
                {
                    pool = table.Column<Guid>(type: "uuid", nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owed = table.Column<double>(type: "double precision", nullable: false),
                    last_turn = table.Column<long>(type: "bigint", nullable: false),
                    is_in = table.Column<bool>(type: "boolean", nullable: false),
                    weight = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rota_shares", x => new { x.pool, x.representative_id });
                    table.ForeignKey(
                        name: "fk_rota_shares_representatives_representative_id",
                        column: x => x.representative_id,
                        principalTable: "representatives",
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
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
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
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
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
                name: "teams",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    manager_id = table.Column<Guid>(type: "uuid", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_teams", x => x.id);
                    table.CheckConstraint("ck_teams_not_below_itself", "parent_id <> id");
                    table.ForeignKey(
                        name: "fk_teams_representatives_manager_id",
                        column: x => x.manager_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_teams_teams_parent_id",
                        column: x => x.parent_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "territory_rules",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    countries = table.Column<List<string>>(type: "text[]", nullable: false),
                    channels = table.Column<List<string>>(type: "text[]", nullable: false),
                    industries = table.Column<List<string>>(type: "text[]", nullable: false),
                    employees_from = table.Column<int>(type: "integer", nullable: true),
                    employees_below = table.Column<int>(type: "integer", nullable: true),
                    representative_ids = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    valid_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_territory_rules", x => x.id);
                    table.ForeignKey(
                        name: "fk_territory_rules_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "checklists",
                columns: new[] { "code", "items", "name", "version" },
                values: new object[,]
                {
                    { "bant", "[{\"code\":\"budget\",\"question\":\"Is there a budget?\"},{\"code\":\"authority\",\"question\":\"Are we talking to the decision maker?\"},{\"code\":\"need\",\"question\":\"Does our product meet a need of the customer?\"},{\"code\":\"timeline\",\"question\":\"Is there a date by which the customer needs a solution?\"}]", "BANT", 0 },
                    { "meddicc", "[{\"code\":\"metrics\",\"question\":\"Does the customer measure the benefit in figures?\"},{\"code\":\"economic-buyer\",\"question\":\"Do we know who approves the budget?\"},{\"code\":\"decision-criteria\",\"question\":\"Do we know the criteria of the decision?\"},{\"code\":\"decision-process\",\"question\":\"Do we know the steps of the decision?\"},{\"code\":\"identified-pain\",\"question\":\"Do we know the problem and who has it?\"},{\"code\":\"champion\",\"question\":\"Does somebody at the customer support us?\"},{\"code\":\"competition\",\"question\":\"Do we know our competitors for this opportunity?\"}]", "MEDDICC", 0 }
                });

            migrationBuilder.InsertData(
                table: "pipelines",
                columns: new[] { "code", "name", "version" },
                values: new object[] { "default", "Default", 0 });

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
                    { "service", "Churn", "Service", null, 0 },
                    { "competitor", "Loss", "Competitor", null, 0 },
                    { "missing-feature", "Loss", "Missing feature", null, 0 },
                    { "no-budget", "Loss", "No budget", null, 0 },
                    { "no-decision", "Loss", "No decision", null, 0 },
                    { "no-response", "Loss", "No response", null, 0 },
                    { "not-recorded", "Loss", "Not recorded", null, 0 },
                    { "price", "Loss", "Price", null, 0 },
                    { "timing", "Loss", "Timing", null, 0 },
                    { "incumbent-contract", "Recycle", "Incumbent contract", null, 0 },
                    { "no-authority", "Recycle", "No authority", null, 0 },
                    { "no-budget", "Recycle", "No budget", null, 0 },
                    { "no-need-yet", "Recycle", "No need yet", null, 0 },
                    { "no-response", "Recycle", "No response", null, 0 },
                    { "timing", "Recycle", "Timing", null, 0 },
                    { "wrong-product", "Recycle", "Wrong product", null, 0 },
                    { "bad-data", "Reject", "Bad data", null, 0 },
                    { "competitor", "Reject", "Competitor", null, 0 },
                    { "duplicate", "Reject", "Duplicate", null, 0 },
                    { "existing-customer", "Reject", "Existing customer", null, 0 },
                    { "spam", "Reject", "Spam", null, 0 },
                    { "student-or-job-seeker", "Reject", "Student or job seeker", null, 0 },
                    { "wrong-region", "Reject", "Wrong region", null, 0 },
                    { "buyer-changed-mind", "Reopen", "The buyer changed their mind", null, 0 },
                    { "closed-by-mistake", "Reopen", "Closed by mistake", null, 0 },
                    { "order-cancelled", "Reopen", "The order was cancelled", null, 0 },
                    { "best-fit", "Win", "Best fit", null, 0 },
                    { "not-recorded", "Win", "Not recorded", null, 0 },
                    { "price", "Win", "Price", null, 0 },
                    { "relationship", "Win", "Relationship", null, 0 },
                    { "service", "Win", "Service", null, 0 }
                });

            migrationBuilder.InsertData(
                table: "stages",
                columns: new[] { "code", "pipeline", "forecast_category", "kind", "maximum_age_days", "name", "order", "probability", "requirements", "retired_at" },
                values: new object[,]
                {
                    { "discovery", "default", "Pipeline", "Open", null, "Discovery", 2, 0.25m, "", null },
                    { "lost", "default", "Omitted", "Lost", null, "Lost", 6, 0.00m, "", null },
                    { "negotiation", "default", "Commit", "Open", null, "Negotiation", 4, 0.75m, "", null },
                    { "proposal", "default", "BestCase", "Open", null, "Proposal", 3, 0.50m, "", null },
                    { "qualification", "default", "Pipeline", "Open", null, "Qualification", 1, 0.10m, "", null },
                    { "won", "default", "Closed", "Won", null, "Won", 5, 1.00m, "", null }
                });

            migrationBuilder.CreateIndex(
                name: "ix_absences_representative_id_until",
                table: "absences",
                columns: new[] { "representative_id", "until" });

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
                name: "ix_accounts_fields",
                table: "accounts",
                column: "fields")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

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
                name: "ix_accounts_updated_at",
                table: "accounts",
                column: "updated_at");

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
                name: "ix_activities_updated_at",
                table: "activities",
                column: "updated_at");

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
                name: "ix_checklist_answers_checklist",
                table: "checklist_answers",
                column: "checklist");

            migrationBuilder.CreateIndex(
                name: "ix_checklist_answers_opportunity_id_checklist_at",
                table: "checklist_answers",
                columns: new[] { "opportunity_id", "checklist", "at" });

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
                name: "ix_contacts_fields",
                table: "contacts",
                column: "fields")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_merged_into_id",
                table: "contacts",
                column: "merged_into_id",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_name_key",
                table: "contacts",
                column: "name_key",
                filter: "email is null and phone is null and merged_into_id is null");

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
                name: "ix_contacts_updated_at",
                table: "contacts",
                column: "updated_at");

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
                name: "ix_customers_updated_at",
                table: "customers",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "ix_exchange_rates_base_currency_day",
                table: "exchange_rates",
                columns: new[] { "base", "currency", "day" },
                unique: true);

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
                name: "ix_forecast_submissions_period_id",
                table: "forecast_submissions",
                columns: new[] { "period", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_forecast_submissions_representative_id",
                table: "forecast_submissions",
                column: "representative_id");

            migrationBuilder.CreateIndex(
                name: "ix_forecast_submissions_team_id",
                table: "forecast_submissions",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_external_lead_id",
                table: "handoffs",
                column: "external_lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_lead_email",
                table: "handoffs",
                column: "lead_email",
                filter: "lead_email is not null");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_lead_id_cycle",
                table: "handoffs",
                columns: new[] { "lead_id", "cycle" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_lead_phone",
                table: "handoffs",
                column: "lead_phone",
                filter: "lead_phone is not null");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_open_sla",
                table: "handoffs",
                column: "sla_due_at",
                filter: "status = 'Pending'");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_queue",
                table: "handoffs",
                columns: new[] { "handed_off_at", "id" },
                filter: "status = 'Pending' and representative_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_representative_id_id",
                table: "handoffs",
                columns: new[] { "representative_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_status_id",
                table: "handoffs",
                columns: new[] { "status", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_updated_at",
                table: "handoffs",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "ix_imports_id",
                table: "imports",
                column: "id",
                filter: "state in ('Queued', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_merges_loser_id",
                table: "merges",
                column: "loser_id",
                unique: true,
                filter: "undone_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_account_id_id",
                table: "opportunities",
                columns: new[] { "account_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_amount_id",
                table: "opportunities",
                columns: new[] { "amount", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_board",
                table: "opportunities",
                columns: new[] { "pipeline", "stage", "expected_close_date", "id" },
                filter: "status = 'Open'")
                .Annotation("Npgsql:IndexInclude", new[] { "currency", "amount", "owner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_closed_at_id",
                table: "opportunities",
                columns: new[] { "closed_at", "id" },
                filter: "closed_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_contact_id",
                table: "opportunities",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_expected_close_date_id",
                table: "opportunities",
                columns: new[] { "expected_close_date", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_external_id",
                table: "opportunities",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_fields",
                table: "opportunities",
                column: "fields")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_handoff_id",
                table: "opportunities",
                column: "handoff_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_lead_id",
                table: "opportunities",
                column: "lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_lost_to",
                table: "opportunities",
                column: "lost_to");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_open_of_owner",
                table: "opportunities",
                columns: new[] { "owner_id", "expected_close_date", "id" },
                filter: "status = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_open_of_owner_by_amount",
                table: "opportunities",
                columns: new[] { "owner_id", "amount", "id" },
                filter: "status = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_open_of_owner_by_stay",
                table: "opportunities",
                columns: new[] { "owner_id", "stage_entered_at", "id" },
                filter: "status = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_open_of_pipeline",
                table: "opportunities",
                columns: new[] { "pipeline", "expected_close_date", "id" },
                filter: "status = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_open_of_pipeline_by_amount",
                table: "opportunities",
                columns: new[] { "pipeline", "amount", "id" },
                filter: "status = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_open_of_stage_by_amount",
                table: "opportunities",
                columns: new[] { "pipeline", "stage", "amount", "id" },
                filter: "status = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_open_of_stage_by_stay",
                table: "opportunities",
                columns: new[] { "pipeline", "stage", "stage_entered_at", "id" },
                filter: "status = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_owner_id_id",
                table: "opportunities",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_pipeline_stage_id",
                table: "opportunities",
                columns: new[] { "pipeline", "stage", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_stage_entered_at_id",
                table: "opportunities",
                columns: new[] { "stage_entered_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_stage_id",
                table: "opportunities",
                columns: new[] { "stage", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_stalled",
                table: "opportunities",
                columns: new[] { "stage_entered_at", "id" },
                filter: "stalled_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_status_amount_id",
                table: "opportunities",
                columns: new[] { "status", "amount", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_status_expected_close_date_id",
                table: "opportunities",
                columns: new[] { "status", "expected_close_date", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_status_id",
                table: "opportunities",
                columns: new[] { "status", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_status_stage_entered_at_id",
                table: "opportunities",
                columns: new[] { "status", "stage_entered_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_updated_at",
                table: "opportunities",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "ix_opportunity_competitors_competitor",
                table: "opportunity_competitors",
                column: "competitor");

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
                column: "code");

            migrationBuilder.CreateIndex(
                name: "ix_products_code_key",
                table: "products",
                column: "code_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_products_updated_at",
                table: "products",
                column: "updated_at");

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
                name: "ix_quotes_updated_at",
                table: "quotes",
                column: "updated_at");

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
                name: "ix_referrals_updated_at",
                table: "referrals",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "ix_reminders_opportunity_id",
                table: "reminders",
                column: "opportunity_id");

            migrationBuilder.CreateIndex(
                name: "ix_reminders_owner_id_id",
                table: "reminders",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_reminders_owner_id_pipeline_stage_stalled_on",
                table: "reminders",
                columns: new[] { "owner_id", "pipeline", "stage", "stalled_on" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reminders_task_id_remind_at",
                table: "reminders",
                columns: new[] { "task_id", "remind_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_representatives_email",
                table: "representatives",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_representatives_external_id",
                table: "representatives",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_representatives_signs_in_as",
                table: "representatives",
                column: "signs_in_as",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_representatives_team_id",
                table: "representatives",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_reviews_contact_id",
                table: "reviews",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_reviews_customer_id_id",
                table: "reviews",
                columns: new[] { "customer_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_reviews_link",
                table: "reviews",
                column: "link",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reviews_updated_at",
                table: "reviews",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "ix_rota_shares_representative_id",
                table: "rota_shares",
                column: "representative_id");

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
                name: "ix_surveys_updated_at",
                table: "surveys",
                column: "updated_at");

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
                name: "ix_tasks_updated_at",
                table: "tasks",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "ix_teams_code",
                table: "teams",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_teams_manager_id",
                table: "teams",
                column: "manager_id");

            migrationBuilder.CreateIndex(
                name: "ix_teams_parent_id",
                table: "teams",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_territory_rules_code",
                table: "territory_rules",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_territory_rules_team_id",
                table: "territory_rules",
                column: "team_id");

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
                name: "fk_absences_representatives_representative_id",
                table: "absences",
                column: "representative_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_account_contacts_accounts_account_id",
                table: "account_contacts",
                column: "account_id",
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
                name: "fk_activities_representatives_representative_id",
                table: "activities",
                column: "representative_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_activity_records_handoffs_handoff_id",
                table: "activity_records",
                column: "handoff_id",
                principalTable: "handoffs",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_activity_records_opportunities_opportunity_id",
                table: "activity_records",
                column: "opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_amount_history_opportunities_opportunity_id",
                table: "amount_history",
                column: "opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_checklist_answers_opportunities_opportunity_id",
                table: "checklist_answers",
                column: "opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_close_date_history_opportunities_opportunity_id",
                table: "close_date_history",
                column: "opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_contract_amounts_contract_contract_id",
                table: "contract_amounts",
                column: "contract_id",
                principalTable: "contracts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_contracts_customers_customer_id",
                table: "contracts",
                column: "customer_id",
                principalTable: "customers",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_contracts_opportunities_opportunity_id",
                table: "contracts",
                column: "opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_contracts_opportunities_renewal_opportunity_id",
                table: "contracts",
                column: "renewal_opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_customers_opportunities_first_opportunity_id",
                table: "customers",
                column: "first_opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_customers_representatives_owner_id",
                table: "customers",
                column: "owner_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_forecast_lines_opportunities_opportunity_id",
                table: "forecast_lines",
                column: "opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_forecast_submissions_representatives_representative_id",
                table: "forecast_submissions",
                column: "representative_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_forecast_submissions_teams_team_id",
                table: "forecast_submissions",
                column: "team_id",
                principalTable: "teams",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_handoffs_representatives_representative_id",
                table: "handoffs",
                column: "representative_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_opportunities_representatives_owner_id",
                table: "opportunities",
                column: "owner_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_quotas_representatives_representative_id",
                table: "quotas",
                column: "representative_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_quotas_teams_team_id",
                table: "quotas",
                column: "team_id",
                principalTable: "teams",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_reminders_representatives_owner_id",
                table: "reminders",
                column: "owner_id",
                principalTable: "representatives",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_reminders_tasks_task_id",
                table: "reminders",
                column: "task_id",
                principalTable: "tasks",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_representatives_teams_team_id",
                table: "representatives",
                column: "team_id",
                principalTable: "teams",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            foreach (var script in SchemaScripts.ReadAll())
            {
                migrationBuilder.Sql(script);
            }
        }
    }
}
