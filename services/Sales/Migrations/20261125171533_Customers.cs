using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Funnel.Sales.Migrations
{
    /// <inheritdoc />
    public partial class Customers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "customers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_opportunity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lead_id = table.Column<Guid>(type: "uuid", nullable: true),
                    churned_on = table.Column<DateOnly>(type: "date", nullable: true),
                    churn_reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    evangelist_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    last_event_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => x.id);
                    table.ForeignKey(
                        name: "fk_customers_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customers_opportunities_first_opportunity_id",
                        column: x => x.first_opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_customers_representatives_owner_id",
                        column: x => x.owner_id,
                        principalTable: "representatives",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "contracts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: false),
                    ends_on = table.Column<DateOnly>(type: "date", nullable: true),
                    notice_days = table.Column<int>(type: "integer", nullable: false),
                    renewal_lead_days = table.Column<int>(type: "integer", nullable: false),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    predecessor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    renewal_opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    stopped_on = table.Column<DateOnly>(type: "date", nullable: true),
                    stopped_by = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    churn_reason = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contracts", x => x.id);
                    table.ForeignKey(
                        name: "fk_contracts_contracts_predecessor_id",
                        column: x => x.predecessor_id,
                        principalTable: "contracts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contracts_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contracts_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contracts_opportunities_renewal_opportunity_id",
                        column: x => x.renewal_opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "referrals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    company = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    person = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    referred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opportunity_id = table.Column<Guid>(type: "uuid", nullable: true),
                    acted_on_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referrals", x => x.id);
                    table.ForeignKey(
                        name: "fk_referrals_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_referrals_opportunities_opportunity_id",
                        column: x => x.opportunity_id,
                        principalTable: "opportunities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "surveys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    score = table.Column<int>(type: "integer", nullable: true),
                    comment = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    acted_on_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    acted_on_note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_surveys", x => x.id);
                    table.ForeignKey(
                        name: "fk_surveys_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_surveys_customers_customer_id",
                        column: x => x.customer_id,
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "contract_amounts",
                columns: table => new
                {
                    contract_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contract_amounts", x => new { x.contract_id, x.sequence });
                    table.ForeignKey(
                        name: "fk_contract_amounts_contract_contract_id",
                        column: x => x.contract_id,
                        principalTable: "contracts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "reasons",
                columns: new[] { "code", "kind", "label", "retired_at", "version" },
                values: new object[,]
                {
                    { "competitor", "Churn", "Competitor", null, 0 },
                    { "missing-feature", "Churn", "Missing feature", null, 0 },
                    { "no-budget", "Churn", "No budget", null, 0 },
                    { "no-need", "Churn", "No need any more", null, 0 },
                    { "no-response", "Churn", "No response", null, 0 },
                    { "not-recorded", "Churn", "Not recorded", null, 0 },
                    { "out-of-business", "Churn", "Out of business", null, 0 },
                    { "price", "Churn", "Price", null, 0 },
                    { "service", "Churn", "Service", null, 0 }
                });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_currency_customer_id",
                table: "contracts",
                columns: new[] { "currency", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_customer_id",
                table: "contracts",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_contracts_ends_on",
                table: "contracts",
                column: "ends_on",
                filter: "stopped_on is null");

            migrationBuilder.CreateIndex(
                name: "ix_contracts_external_id",
                table: "contracts",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_contracts_opportunity_id",
                table: "contracts",
                column: "opportunity_id");

            migrationBuilder.CreateIndex(
                name: "ix_contracts_predecessor_id",
                table: "contracts",
                column: "predecessor_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_contracts_renewal_opportunity_id",
                table: "contracts",
                column: "renewal_opportunity_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customers_account_id",
                table: "customers",
                column: "account_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_customers_churned_on",
                table: "customers",
                column: "churned_on",
                filter: "churned_on is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_evangelist_since",
                table: "customers",
                column: "evangelist_since",
                filter: "evangelist_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_customers_first_opportunity_id",
                table: "customers",
                column: "first_opportunity_id");

            migrationBuilder.CreateIndex(
                name: "ix_customers_owner_id_id",
                table: "customers",
                columns: new[] { "owner_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_referrals_customer_id_id",
                table: "referrals",
                columns: new[] { "customer_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_referrals_opportunity_id",
                table: "referrals",
                column: "opportunity_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_surveys_answered_at",
                table: "surveys",
                column: "answered_at",
                filter: "answered_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_surveys_contact_id",
                table: "surveys",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_surveys_customer_id_id",
                table: "surveys",
                columns: new[] { "customer_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.Sql(CustomersSql.Up);
            migrationBuilder.Sql(CustomersSql.Backfill);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(CustomersSql.Down);

            migrationBuilder.DropTable(
                name: "contract_amounts");

            migrationBuilder.DropTable(
                name: "referrals");

            migrationBuilder.DropTable(
                name: "surveys");

            migrationBuilder.DropTable(
                name: "contracts");

            migrationBuilder.DropTable(
                name: "customers");

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "competitor", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "missing-feature", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "no-budget", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "no-need", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "no-response", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "not-recorded", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "out-of-business", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "price", "Churn" });

            migrationBuilder.DeleteData(
                table: "reasons",
                keyColumns: new[] { "code", "kind" },
                keyValues: new object[] { "service", "Churn" });
        }
    }
}
