using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class Routing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "max_open_handoffs",
                table: "representatives",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "weight",
                table: "representatives",
                type: "integer",
                nullable: false,
                defaultValue: 1);

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
                    table.ForeignKey(
                        name: "fk_absences_representatives_representative_id",
                        column: x => x.representative_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
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

            migrationBuilder.Sql(RoutingSql.KeepTurns);

            migrationBuilder.DropColumn(
                name: "last_turn",
                table: "representatives");

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

            migrationBuilder.CreateIndex(
                name: "ix_absences_representative_id_until",
                table: "absences",
                columns: new[] { "representative_id", "until" });

            migrationBuilder.CreateIndex(
                name: "ix_rota_shares_representative_id",
                table: "rota_shares",
                column: "representative_id");

            migrationBuilder.CreateIndex(
                name: "ix_territory_rules_code",
                table: "territory_rules",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_territory_rules_team_id",
                table: "territory_rules",
                column: "team_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "last_turn",
                table: "representatives",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.Sql(RoutingSql.GiveTurnsBack);

            migrationBuilder.DropTable(
                name: "absences");

            migrationBuilder.DropTable(
                name: "rota_shares");

            migrationBuilder.DropTable(
                name: "territory_rules");

            migrationBuilder.DropColumn(
                name: "max_open_handoffs",
                table: "representatives");

            migrationBuilder.DropColumn(
                name: "weight",
                table: "representatives");
        }
    }
}
