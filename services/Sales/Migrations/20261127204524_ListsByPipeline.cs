using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class ListsByPipeline : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_opportunities_open_of_pipeline",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_open_of_pipeline_by_amount",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_open_of_stage_by_amount",
                table: "opportunities");

            migrationBuilder.DropIndex(
                name: "ix_opportunities_open_of_stage_by_stay",
                table: "opportunities");
        }
    }
}
