using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class HandoffSla : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.Sql(HandoffSlaSql.ClocksOfOlderHandoffs);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sla_clocks");

            migrationBuilder.DropTable(
                name: "sla_policies");

            migrationBuilder.DropTable(
                name: "business_calendars");
        }
    }
}
