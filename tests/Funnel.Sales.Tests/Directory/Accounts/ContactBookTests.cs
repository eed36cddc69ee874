using System.Net;
using System.Net.Http.Json;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Every path finds duplicate contacts by the same rule: by the email, or by the phone number if there is no email.</summary>
public sealed class ContactBookTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/contacts";
    private static int numbers = Random.Shared.Next(1_000_000, 8_000_000);
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task The_same_person_is_one_contact_on_every_path()
    {
        var (email, phone) = (NewEmail(), NewPhone());
        var first = await sales.Post<ContactResponse>(Path, new { fullName = "Vera", email, phone });
        Assert.Equal(first.Id,
            (await sales.Post<ContactResponse>(Path, new { fullName = "V. Buyer", email = $" {email.ToUpperInvariant()}" })).Id);
        Assert.Equal(first.Id, (await sales.Post<ContactResponse>(Path, new { fullName = "V. Buyer", phone = Spaced(phone) })).Id);

        var batch =
            await sales.Post<BulkResponse>($"{Path}/batch",
                new { items = new object[] { new { fullName = "Vera", email }, new { fullName = "Vera", phone } } });
        Assert.All(batch.Results, result => Assert.Equal((BulkOutcome.Unchanged, first.Id), (result.Outcome, result.Id)));

        foreach (var contact in new object[] { new { fullName = "Vera", email }, new { fullName = "Vera", phone } })
        {
            var handoff = await sales.HandOver();
            await sales.Accept(handoff.Id);
            var made = await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{handoff.Id}/convert", new
            {
                accountName = Steps.New("Buyer"),
                contact,
                opportunity = new { name = "Order", amount = 1, currency = "EUR", expectedCloseDate = "2026-12-31" },
            });
            Assert.Equal(first.Id, made.ContactId);
            var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", new
            {
                account = new { id = made.AccountId },
                name = "Deal",
                amount = 1,
                currency = "EUR",
                expectedCloseDate = "2026-12-31",
                contact,
                unassigned = true,
            });
            Assert.Equal(first.Id, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).ContactId);
        }

        Assert.Equal(2, (await sales.Get<ContactResponse>($"{Path}/{first.Id}")).Accounts.Count);
    }

    [Fact]
    public async Task Thirty_callers_who_add_the_same_person_at_once_make_one_contact()
    {
        var (email, phone, account) = (NewEmail(), NewPhone(), Steps.New("account"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(turn => sales.Post(Path, (turn % 3) switch
        {
            0 => new { fullName = "Vera", email, phone = (string?)null, account = new { name = account }, unassigned = true },
            1 => new { fullName = "Vera", email, phone = (string?)phone, account = new { name = account }, unassigned = true },
            _ => new { fullName = "Vera", email = email.ToUpperInvariant(), phone = (string?)Spaced(phone),
                account = new { name = account.ToUpperInvariant() }, unassigned = true },
        })));
        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}"));
        Assert.Equal(1, await sales.Count($"contacts where email = '{email}'"));
        Assert.Equal(1, await sales.Count($"contacts where phone = '{phone}'"));
        Assert.Equal(1, await sales.Count($"account_contacts join contacts on contacts.id = contact_id where email = '{email}'"));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_phone_number_without_prefix_is_read_as_a_number_of_the_accounts_country()
    {
        var phone = NewPhone();
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("Berlin"), country = "DE",
            unassigned = true });
        var first =
            await sales.Post<ContactResponse>(Path,
                new { fullName = "Vera", phone = $"0{phone[3..6]} / {phone[6..]}", account = new { id = account.Id }, unassigned = true });
        Assert.Equal(phone, first.Phone);
        Assert.Equal(first.Id, (await sales.Post<ContactResponse>(Path, new { fullName = "Vera", phone })).Id);

        // Without an account the country is unknown. The number is kept as it was sent, and no contact is found by it.
        var here = await sales.Post<ContactResponse>(Path, new { fullName = "Vera", phone = $"0{phone[3..]}" });
        Assert.Equal(($"0{phone[3..]}", false), (here.Phone, here.Id == first.Id));
    }

    [Fact]
    public async Task Two_contacts_with_different_emails_and_one_phone_number_are_two_people()
    {
        var phone = NewPhone();
        var first = await sales.Post<ContactResponse>(Path, new { fullName = "Vera", email = NewEmail(), phone });
        var second = await sales.Post<ContactResponse>(Path, new { fullName = "Udo", email = NewEmail(), phone });
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((phone, phone), (first.Phone, second.Phone));
        Assert.Equal(first.Id, (await sales.Post<ContactResponse>(Path, new { fullName = "Vera", phone })).Id);
    }

    [Fact]
    public async Task A_contact_is_at_many_accounts_with_a_buying_role_at_each()
    {
        var vera =
            await sales.Post<ContactResponse>(Path,
                new { fullName = "Vera", email = NewEmail(), account = new { name = Steps.New("one") }, role = "champion",
                    unassigned = true });
        var other = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("two"), unassigned = true });
        using var linked = await sales.Http
            .PutAsJsonAsync($"/api/sales/v1/accounts/{other.Id}/contacts/{vera.Id}", new { role = "decisionMaker" },
                TestContext.Current.CancellationToken);
        Assert.True(linked.IsSuccessStatusCode);
        Assert.Equal([BuyingRole.Champion, BuyingRole.DecisionMaker],
            (await sales.Get<ContactResponse>($"{Path}/{vera.Id}")).Accounts.Select(at => at.Role));
        Assert.Equal(vera.Id,
            (await sales.Get<Page<ContactResponse>>($"{Path}?accountId={other.Id}&role=decisionMaker")).Items.Single().Id);
        Assert.Empty((await sales.Get<Page<ContactResponse>>($"{Path}?accountId={other.Id}&role=champion")).Items);

        using var changed = await sales.Http
            .PutAsJsonAsync($"/api/sales/v1/accounts/{other.Id}/contacts/{vera.Id}", new { role = "blocker" },
                TestContext.Current.CancellationToken);
        Assert.Equal(BuyingRole.Blocker, (await sales.Get<ContactResponse>($"{Path}/{vera.Id}")).Accounts[1].Role);
        using var gone = await sales.Http
            .DeleteAsync($"/api/sales/v1/accounts/{other.Id}/contacts/{vera.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Single((await sales.Get<ContactResponse>($"{Path}/{vera.Id}")).Accounts);
        Assert.Equal("contact-not-at-account",
            (await sales.Http.DeleteAsync($"/api/sales/v1/accounts/{other.Id}/contacts/{vera.Id}", TestContext.Current.CancellationToken)
                .Refused(404)).Code);
    }

    [Fact]
    public async Task A_change_cannot_take_the_email_or_number_of_another_contact()
    {
        var (email, phone) = (NewEmail(), NewPhone());
        var vera = await sales.Post<ContactResponse>(Path, new { fullName = "Vera", email });
        var udo = await sales.Post<ContactResponse>(Path, new { fullName = "Udo", phone });
        var (code, detail) = await Change(udo.Id, new { fullName = "Udo", email = email.ToUpperInvariant() }).Refused(409);
        Assert.Equal(("contact-already-known", $"The other contact is '{vera.Id}'."), (code, detail));
        Assert.Equal("phone-not-valid", (await Change(udo.Id, new { fullName = "Udo", phone = "+49 call me" }).Refused(422)).Code);
        using var changed = await Change(udo.Id, new { fullName = "Udo", email = NewEmail(), phone, jobTitle = "Buyer" });
        Assert.True(changed.IsSuccessStatusCode);
        Assert.Equal(("Buyer", phone),
            (await sales.Get<ContactResponse>($"{Path}/{udo.Id}")) is var now ? (now.JobTitle, now.Phone) : default);
    }

    [Theory]
    [InlineData("\"phone\":\"+49 1\"", 422, "phone-not-valid")]
    [InlineData("\"phone\":\"not a number\"", 422, "phone-not-valid")]
    [InlineData("\"phone\":\"+999 1234567890\"", 422, "phone-not-valid")]
    [InlineData("\"role\":\"champion\"", 422, "role-without-account")]
    [InlineData("\"role\":\"owner\"", 400, "malformed-request")]
    [InlineData("\"account\":{}", 422, "account-not-named")]
    [InlineData("\"account\":{\"id\":\"00000000-0000-0000-0000-000000000001\"}", 422, "account-not-found")]
    [InlineData("\"email\":\"nobody\"", 400, "validation-failed")]
    [InlineData("\"mergedIntoId\":null", 400, "malformed-request")]
    public async Task A_hostile_contact_is_refused_by_its_own_code_and_leaves_no_row(string field, int status, string code)
    {
        var name = Steps.New("hostile");
        Assert.Equal(code, (await sales.PostRaw(Path, $$"""{"fullName":"{{name}}",{{field}}}""").Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"contacts where full_name = '{name}'"));
    }

    private Task<HttpResponseMessage> Change(Guid id, object body) =>
        sales.Http.PutAsJsonAsync($"{Path}/{id}", body, TestContext.Current.CancellationToken);

    internal static string NewEmail() => $"{Guid.CreateVersion7():N}@buyer.example";

    /// <summary>A German mobile number that no other contact has.</summary>
    internal static string NewPhone() => $"+49171{Interlocked.Increment(ref numbers)}";

    private static string Spaced(string phone) => $"{phone[..3]} ({phone[3..6]}) {phone[6..9]}-{phone[9..]}";
}
