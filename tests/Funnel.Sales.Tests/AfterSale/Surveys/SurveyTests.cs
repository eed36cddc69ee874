using Funnel.Sales.Surveys;

namespace Funnel.Sales.Tests.Surveys;

public sealed class SurveyTests
{
    private static readonly DateTimeOffset Now = DealSamples.Now;

    private readonly Survey survey = Survey.Send(Guid.CreateVersion7(), Guid.CreateVersion7(), Now, days: 30);

    [Fact]
    public void A_survey_is_answered_once()
    {
        Assert.Null(survey.Answer(9, "Good", Now.AddDays(1)).Refusal);
        Assert.Equal(("survey-already-answered", 409),
            survey.Answer(0, null, Now.AddDays(2)).Refusal is { } refusal ? (refusal.Code, refusal.Status) : default);
        Assert.Equal((9, "Good", Now.AddDays(1), 1), (survey.Score!.Value, survey.Comment, survey.AnsweredAt!.Value, survey.Version));
    }

    [Fact]
    public void A_survey_is_open_until_it_expires()
    {
        Assert.Null(survey.CheckOpen(Now.AddDays(30).AddTicks(-1)).Refusal);
        Assert.Equal("survey-expired", survey.CheckOpen(Now.AddDays(30)).Refusal!.Code);
        Assert.Equal("survey-expired", survey.Answer(9, null, Now.AddDays(30)).Refusal!.Code);
        Assert.Null(survey.Score);
    }

    [Fact]
    public void A_blank_comment_is_no_comment()
    {
        survey.Answer(9, "  ", Now);
        Assert.Null(survey.Comment);
    }

    [Fact]
    public void Only_an_answer_is_followed_up_and_the_first_time_counts()
    {
        Assert.Equal("survey-not-answered", survey.FollowUp("Called", Now).Refusal!.Code);
        survey.Answer(9, null, Now);
        Assert.Null(survey.FollowUp("Called", Now.AddDays(1)).Refusal);
        Assert.Null(survey.FollowUp("Called again", Now.AddDays(2)).Refusal);
        Assert.Equal((Now.AddDays(1), "Called", 2), (survey.ActedOnAt!.Value, survey.ActedOnNote, survey.Version));
    }
}
