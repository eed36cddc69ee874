using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class Deals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_opportunities_pipeline_stage",
                table: "opportunities");

            migrationBuilder.AddColumn<int>(
                name: "maximum_age_days",
                table: "stages",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "requirements",
                table: "stages",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AlterColumn<Guid>(
                name: "task_id",
                table: "reminders",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "opportunity_id",
                table: "reminders",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "fields",
                table: "opportunities",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "lost_to",
                table: "opportunities",
                type: "character varying(60)",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "stall_told",
                table: "opportunities",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "stalled_at",
                table: "opportunities",
                type: "timestamp with time zone",
                nullable: true);

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
                    table.ForeignKey(
                        name: "fk_checklist_answers_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
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

            migrationBuilder.InsertData(
                table: "checklists",
                columns: new[] { "code", "items", "name", "version" },
                values: new object[,]
                {
                    { "bant", "[{\"code\":\"budget\",\"question\":\"Is there a budget?\"},{\"code\":\"authority\",\"question\":\"Do we talk to who decides?\"},{\"code\":\"need\",\"question\":\"Is there a need that we meet?\"},{\"code\":\"timeline\",\"question\":\"Is there a date by which it must be solved?\"}]", "BANT", 0 },
                    { "meddicc", "[{\"code\":\"metrics\",\"question\":\"Is the gain measured in figures?\"},{\"code\":\"economic-buyer\",\"question\":\"Do we know who releases the money?\"},{\"code\":\"decision-criteria\",\"question\":\"Do we know by what they decide?\"},{\"code\":\"decision-process\",\"question\":\"Do we know how they decide, step by step?\"},{\"code\":\"identified-pain\",\"question\":\"Do we know what hurts, and whom?\"},{\"code\":\"champion\",\"question\":\"Does somebody sell for us inside?\"},{\"code\":\"competition\",\"question\":\"Do we know against whom we stand?\"}]", "MEDDICC", 0 }
                });

            migrationBuilder.CreateIndex(
                name: "ix_reminders_opportunity_id_remind_at_owner_id",
                table: "reminders",
                columns: new[] { "opportunity_id", "remind_at", "owner_id" },
                unique: true);

            migrationBuilder.AddCheckConstraint(
                name: "ck_reminders_of",
                table: "reminders",
                sql: "num_nonnulls(task_id, opportunity_id) = 1");

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
                name: "ix_opportunities_expected_close_date_id",
                table: "opportunities",
                columns: new[] { "expected_close_date", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_fields",
                table: "opportunities",
                column: "fields")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

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
                columns: new[] { "stalled_at", "id" },
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
                name: "ix_opportunities_status_stage_entered_at_id",
                table: "opportunities",
                columns: new[] { "status", "stage_entered_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_checklist_answers_checklist",
                table: "checklist_answers",
                column: "checklist");

            migrationBuilder.CreateIndex(
                name: "ix_checklist_answers_opportunity_id_checklist_at",
                table: "checklist_answers",
                columns: new[] { "opportunity_id", "checklist", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_opportunity_competitors_competitor",
                table: "opportunity_competitors",
                column: "competitor");

            migrationBuilder.AddForeignKey(
                name: "fk_opportunities_competitors_lost_to",
                table: "opportunities",
                column: "lost_to",
                principalTable: "competitors",
                principalColumn: "code",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_reminders_opportunities_opportunity_id",
                table: "reminders",
                column: "opportunity_id",
                principalTable: "opportunities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(DealsSql.Up);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DealsSql.BeforeDown);

            migrationBuilder.DropForeignKey(
                name: "fk_opportunities_competitors_lost_to",
                table: "opportunities");

            migrationBuilder.DropForeignKey(
                name: "fk_reminders_opportunities_opportunity_id",
                table: "reminders");

            migrationBuilder.DropTable(
                name: "bulk_edits");

            migrationBuilder.DropTable(
                name: "checklist_answers");

            migrationBuilder.DropTable(
                name: "custom_fields");

            migrationBuilder.DropTable(
                name: "opportunity_competitors");

            migrationBuilder.DropTable(
                name: "checklists");

            migrationBuilder.DropTable(
                name: "competitors");

            migrationBuilder.DropIndex(
                name: "ix_reminders_opportunity_id_remind_at_owner_id",
                table: "reminders");

            migrationBuilder.DropCheckConstraint(
                name: "ck_reminders_of",
                table: "reminders");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_amount_id",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_board",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_expected_close_date_id",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_fields",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_lost_to",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_open_of_owner",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_pipeline_stage_id",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_stage_entered_at_id",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_stage_id",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_stalled",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_status_amount_id",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_status_expected_close_date_id",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_status_stage_entered_at_id",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "maximum_age_days",
                table: "stages");

            migrationBuilder.DropColumn(
                name: "requirements",
                table: "stages");

            migrationBuilder.DropColumn(
                name: "opportunity_id",
                table: "reminders");

            migrationBuilder.DropColumn(
                name: "fields",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "lost_to",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "stall_told",
                table: "opportunities");

            migrationBuilder.DropColumn(
                name: "stalled_at",
                table: "opportunities");

            migrationBuilder.AlterColumn<Guid>(
                name: "task_id",
                table: "reminders",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_pipeline_stage",
                table: "opportunities",
                columns: new[] { "pipeline", "stage" });

            migrationBuilder.Sql(DealsSql.AfterDown);
        }
    }
}
