using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class DealOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_opportunities_stalled",
                table: "opportunities");

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
                name: "ix_opportunities_stalled",
                table: "opportunities",
                columns: new[] { "stage_entered_at", "id" },
                filter: "stalled_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_opportunities_open_of_owner_by_amount",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_open_of_owner_by_stay",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_stalled",
                table: "opportunities");

            migrationBuilder.CreateIndex(
                name: "ix_opportunities_stalled",
                table: "opportunities",
                columns: new[] { "stalled_at", "id" },
                filter: "stalled_at is not null");
        }
    }
}
