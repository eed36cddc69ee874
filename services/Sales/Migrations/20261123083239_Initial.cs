using System;
using Microsoft.EntityFrameworkCore.Migrations;

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
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    normalised_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    domain = table.Column<string>(type: "character varying(253)", maxLength: 253, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "pipelines",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pipelines", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "reasons",
                columns: table => new
                {
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    label = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reasons", x => new { x.kind, x.code });
                });

            migrationBuilder.CreateTable(
                name: "representatives",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    external_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    last_turn = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_representatives", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "contacts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    full_name = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    phone = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contacts", x => x.id);
                    table.ForeignKey(
                        name: "fk_contacts_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
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
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false)
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
                    company = table.Column<string>(type: "text", nullable: true),
                    handed_off_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sla_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    representative_id = table.Column<Guid>(type: "uuid", nullable: true),
                    explanation = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    decided_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    return_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    note = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_handoffs", x => x.id);
                    table.ForeignKey(
                        name: "fk_handoffs_representatives_representative_id",
                        column: x => x.representative_id,
                        principalTable: "representatives",
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
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pipeline = table.Column<string>(type: "character varying(60)", nullable: false),
                    stage = table.Column<string>(type: "character varying(60)", nullable: false),
                    probability = table.Column<decimal>(type: "numeric(5,4)", precision: 5, scale: 4, nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    expected_close_date = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
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
                        name: "fk_opportunities_representatives_owner_id",
                        column: x => x.owner_id,
                        principalTable: "representatives",
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
                name: "amount_history",
                columns: table => new
                {
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    from_amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    to_amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_amount_history", x => new { x.opportunity_id, x.sequence });
                    table.ForeignKey(
                        name: "fk_amount_history_opportunities_opportunity_id",
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

            migrationBuilder.InsertData(
                table: "pipelines",
                columns: new[] { "code", "name" },
                values: new object[] { "default", "Default" });

            migrationBuilder.InsertData(
                table: "reasons",
                columns: new[] { "code", "kind", "label", "retired_at" },
                values: new object[,]
                {
                    { "competitor", "Loss", "Competitor", null },
                    { "missing-feature", "Loss", "Missing feature", null },
                    { "no-budget", "Loss", "No budget", null },
                    { "no-decision", "Loss", "No decision", null },
                    { "no-response", "Loss", "No response", null },
                    { "not-recorded", "Loss", "Not recorded", null },
                    { "price", "Loss", "Price", null },
                    { "timing", "Loss", "Timing", null },
                    { "incumbent-contract", "Recycle", "Incumbent contract", null },
                    { "no-authority", "Recycle", "No authority", null },
                    { "no-budget", "Recycle", "No budget", null },
                    { "no-need-yet", "Recycle", "No need yet", null },
                    { "no-response", "Recycle", "No response", null },
                    { "timing", "Recycle", "Timing", null },
                    { "wrong-product", "Recycle", "Wrong product", null },
                    { "bad-data", "Reject", "Bad data", null },
                    { "competitor", "Reject", "Competitor", null },
                    { "duplicate", "Reject", "Duplicate", null },
                    { "existing-customer", "Reject", "Existing customer", null },
                    { "spam", "Reject", "Spam", null },
                    { "student-or-job-seeker", "Reject", "Student or job seeker", null },
                    { "wrong-region", "Reject", "Wrong region", null },
                    { "best-fit", "Win", "Best fit", null },
                    { "not-recorded", "Win", "Not recorded", null },
                    { "price", "Win", "Price", null },
                    { "relationship", "Win", "Relationship", null },
                    { "service", "Win", "Service", null }
                });

            migrationBuilder.InsertData(
                table: "stages",
                columns: new[] { "code", "pipeline", "forecast_category", "kind", "name", "order", "probability" },
                values: new object[,]
                {
                    { "discovery", "default", "Pipeline", "Open", "Discovery", 2, 0.25m },
                    { "lost", "default", "Omitted", "Lost", "Lost", 6, 0.00m },
                    { "negotiation", "default", "Commit", "Open", "Negotiation", 4, 0.75m },
                    { "proposal", "default", "BestCase", "Open", "Proposal", 3, 0.50m },
                    { "qualification", "default", "Pipeline", "Open", "Qualification", 1, 0.10m },
                    { "won", "default", "Closed", "Won", "Won", 5, 1.00m }
                });

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
                name: "ix_handoffs_external_lead_id",
                table: "handoffs",
                column: "external_lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_lead_id_cycle",
                table: "handoffs",
                columns: new[] { "lead_id", "cycle" },
                unique: true);

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
                name: "ix_opportunities_account_id_id",
                table: "opportunities",
                columns: new[] { "account_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_contact_id",
                table: "opportunities",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_external_id",
                table: "opportunities",
                column: "external_id",
                unique: true);

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
                name: "ix_opportunities_owner_id_id",
                table: "opportunities",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_pipeline_stage",
                table: "opportunities",
                columns: new[] { "pipeline", "stage" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_status_id",
                table: "opportunities",
                columns: new[] { "status", "id" },
                descending: new[] { false, true });

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

            // History is appended to, never rewritten: the database itself holds it so.
            migrationBuilder.Sql(
                """
                create function refuse_rewriting() returns trigger language plpgsql as $$
                begin
                    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
                end $$;
                create trigger append_only before update or delete on stage_history for each row execute function refuse_rewriting();
                create trigger append_only before update or delete on amount_history for each row execute function refuse_rewriting();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "amount_history");

            migrationBuilder.DropTable(
                name: "reasons");

            migrationBuilder.DropTable(
                name: "stage_history");

            migrationBuilder.DropTable(
                name: "opportunities");

            migrationBuilder.DropTable(
                name: "contacts");

            migrationBuilder.DropTable(
                name: "handoffs");

            migrationBuilder.DropTable(
                name: "stages");

            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "representatives");

            migrationBuilder.DropTable(
                name: "pipelines");

            migrationBuilder.Sql("drop function refuse_rewriting()");
        }
    }
}
