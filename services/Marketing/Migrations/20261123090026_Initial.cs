using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Marketing.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    channel = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    purpose_key = table.Column<string>(type: "text", nullable: false),
                    channel_key = table.Column<string>(type: "text", nullable: false),
                    legal_basis = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    text_version = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    granted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "decisions",
                columns: table => new
                {
                    lead_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cycle = table.Column<int>(type: "integer", nullable: false),
                    handoff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    return_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decisions", x => new { x.lead_id, x.cycle });
                });

            migrationBuilder.CreateTable(
                name: "leads",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    external_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    phone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    full_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    company = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    job_title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    country = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: true),
                    company_size = table.Column<int>(type: "integer", nullable: true),
                    channel = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    channel_key = table.Column<string>(type: "text", nullable: true),
                    landing_page = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    referrer = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    captured_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stage = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    cycle = table.Column<int>(type: "integer", nullable: false),
                    cycle_started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    return_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    qualified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    qualified_cycle = table.Column<int>(type: "integer", nullable: false),
                    accepted_cycle = table.Column<int>(type: "integer", nullable: false),
                    recycled_cycle = table.Column<int>(type: "integer", nullable: false),
                    is_rejected = table.Column<bool>(type: "boolean", nullable: false),
                    opportunity_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_customer = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    first_campaign = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    first_content = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    first_medium = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    first_source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    first_term = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leads", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "opportunities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: false),
                    outcome = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closing_sequence = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_opportunities", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "qualifications",
                columns: table => new
                {
                    lead_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cycle = table.Column<int>(type: "integer", nullable: false),
                    rule_set_version = table.Column<int>(type: "integer", nullable: false),
                    score = table.Column<decimal>(type: "numeric(12,2)", precision: 12, scale: 2, nullable: false),
                    threshold = table.Column<decimal>(type: "numeric(9,2)", precision: 9, scale: 2, nullable: false),
                    contributions = table.Column<string>(type: "jsonb", nullable: false),
                    channel = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    campaign = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    qualified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_qualifications", x => new { x.lead_id, x.cycle });
                });

            migrationBuilder.CreateTable(
                name: "rule_sets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    threshold = table.Column<decimal>(type: "numeric(9,2)", precision: 9, scale: 2, nullable: false),
                    rules = table.Column<string>(type: "jsonb", nullable: false),
                    disqualifiers = table.Column<string>(type: "jsonb", nullable: false),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    drafted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_sets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "touches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    asset = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    referrer = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    click_id = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    channel = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    external_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    campaign = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    content = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    medium = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    term = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_touches", x => x.id);
                });

            migrationBuilder.InsertData(
                table: "rule_sets",
                columns: new[] { "id", "disqualifiers", "drafted_at", "last_event_id", "note", "published_at", "rules", "sequence", "threshold", "version" },
                values: new object[] { new Guid("01930000-0000-7000-8000-000000000001"), "[{\"key\":\"student-or-job-seeker\",\"fit\":{\"field\":\"jobTitle\",\"operator\":\"contains\",\"values\":[\"student\",\"intern\",\"job seeker\"]}},{\"key\":\"competitor\",\"fit\":{\"field\":\"emailDomain\",\"operator\":\"in\",\"values\":[]}}]", new DateTimeOffset(new DateTime(2025, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), null, "The rules that Funnel comes with.", new DateTimeOffset(new DateTime(2025, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)), "[{\"key\":\"company-of-50\",\"axis\":\"fit\",\"points\":10,\"fit\":{\"field\":\"companySize\",\"operator\":\"atLeast\",\"values\":[\"50\"]}},{\"key\":\"company-of-500\",\"axis\":\"fit\",\"points\":5,\"fit\":{\"field\":\"companySize\",\"operator\":\"atLeast\",\"values\":[\"500\"]}},{\"key\":\"decision-maker\",\"axis\":\"fit\",\"points\":15,\"fit\":{\"field\":\"jobTitle\",\"operator\":\"contains\",\"values\":[\"chief\",\"ceo\",\"cfo\",\"cio\",\"cmo\",\"coo\",\"cto\",\"founder\",\"co-founder\",\"owner\",\"president\",\"vp\",\"vice president\",\"head\",\"director\"]}},{\"key\":\"manager\",\"axis\":\"fit\",\"points\":5,\"fit\":{\"field\":\"jobTitle\",\"operator\":\"contains\",\"values\":[\"manager\",\"lead\"]}},{\"key\":\"company-known\",\"axis\":\"fit\",\"points\":5,\"fit\":{\"field\":\"company\",\"operator\":\"exists\",\"values\":[]}},{\"key\":\"high-intent-form\",\"axis\":\"engagement\",\"points\":60,\"touch\":{\"kind\":\"form\",\"assets\":[\"contact-sales\",\"demo-request\",\"pricing-request\",\"apply\"]},\"cap\":60,\"windowDays\":90},{\"key\":\"form\",\"axis\":\"engagement\",\"points\":10,\"touch\":{\"kind\":\"form\"},\"cap\":20,\"windowDays\":90,\"halfLifeDays\":30},{\"key\":\"page-view\",\"axis\":\"engagement\",\"points\":2,\"touch\":{\"kind\":\"pageView\"},\"cap\":20,\"windowDays\":90,\"halfLifeDays\":14},{\"key\":\"email-click\",\"axis\":\"engagement\",\"points\":5,\"touch\":{\"kind\":\"emailClick\"},\"cap\":25,\"windowDays\":90,\"halfLifeDays\":30},{\"key\":\"event\",\"axis\":\"engagement\",\"points\":15,\"touch\":{\"kind\":\"event\"},\"cap\":30,\"windowDays\":180,\"halfLifeDays\":60},{\"key\":\"ad-click\",\"axis\":\"engagement\",\"points\":3,\"touch\":{\"kind\":\"adClick\"},\"cap\":9,\"windowDays\":90,\"halfLifeDays\":14},{\"key\":\"call-in\",\"axis\":\"engagement\",\"points\":40,\"touch\":{\"kind\":\"callIn\"},\"cap\":40,\"windowDays\":90,\"halfLifeDays\":30}]", 0, 50m, 1 });

            migrationBuilder.CreateIndex(
                name: "ix_consents_lead_id_purpose_key_channel_key_granted_at",
                table: "consents",
                columns: new[] { "lead_id", "purpose_key", "channel_key", "granted_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_leads_channel_key_id",
                table: "leads",
                columns: new[] { "channel_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_email",
                table: "leads",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_leads_external_id",
                table: "leads",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_leads_phone",
                table: "leads",
                column: "phone",
                unique: true,
                filter: "email is null and external_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_leads_stage_id",
                table: "leads",
                columns: new[] { "stage", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_lead_id",
                table: "opportunities",
                column: "lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_qualifications_qualified_at",
                table: "qualifications",
                column: "qualified_at");

            migrationBuilder.CreateIndex(
                name: "ix_rule_sets_version",
                table: "rule_sets",
                column: "version",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_touches_lead_id_occurred_at",
                table: "touches",
                columns: new[] { "lead_id", "occurred_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropTable(
                name: "decisions");

            migrationBuilder.DropTable(
                name: "leads");

            migrationBuilder.DropTable(
                name: "opportunities");

            migrationBuilder.DropTable(
                name: "qualifications");

            migrationBuilder.DropTable(
                name: "rule_sets");

            migrationBuilder.DropTable(
                name: "touches");
        }
    }
}
