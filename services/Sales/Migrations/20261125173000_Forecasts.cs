using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class Forecasts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.Sql(ForecastsSql.AppendOnly);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "forecast_days");

            migrationBuilder.DropTable(
                name: "forecast_judgements");

            migrationBuilder.DropTable(
                name: "forecast_lines");

            migrationBuilder.DropTable(
                name: "quotas");
        }
    }
}
