using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class PeoplesFields : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "fields",
                table: "contacts",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "fields",
                table: "accounts",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_fields",
                table: "contacts",
                column: "fields")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_fields",
                table: "accounts",
                column: "fields")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.Sql(PeoplesFieldsSql.Up);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(PeoplesFieldsSql.BeforeDown);

            migrationBuilder.DropIndex(
                name: "ix_contacts_fields",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_accounts_fields",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "fields",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "fields",
                table: "accounts");

            migrationBuilder.Sql(PeoplesFieldsSql.AfterDown);
        }
    }
}
