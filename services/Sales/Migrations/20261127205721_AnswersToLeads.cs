using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class AnswersToLeads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "source",
                table: "sla_policies",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_taken",
                table: "handoffs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "journey",
                table: "handoffs",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lead_email",
                table: "handoffs",
                type: "character varying(254)",
                maxLength: 254,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "lead_phone",
                table: "handoffs",
                type: "character varying(50)",
                maxLength: 50,
                nullable: true);

            migrationBuilder.Sql(AnswersToLeadsSql.TellWhoLeadsAre);

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_lead_email",
                table: "handoffs",
                column: "lead_email",
                filter: "lead_email is not null");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_lead_phone",
                table: "handoffs",
                column: "lead_phone",
                filter: "lead_phone is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_handoffs_lead_email",
                table: "handoffs");

            migrationBuilder.DropIndex(
                name: "ix_handoffs_lead_phone",
                table: "handoffs");

            migrationBuilder.DropColumn(
                name: "source",
                table: "sla_policies");

            migrationBuilder.DropColumn(
                name: "is_taken",
                table: "handoffs");

            migrationBuilder.DropColumn(
                name: "journey",
                table: "handoffs");

            migrationBuilder.DropColumn(
                name: "lead_email",
                table: "handoffs");

            migrationBuilder.DropColumn(
                name: "lead_phone",
                table: "handoffs");
        }
    }
}
