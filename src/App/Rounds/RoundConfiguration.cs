using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Rounds;

internal sealed class RoundConfiguration : IEntityTypeConfiguration<Round>
{
    // Settings are replaced, never edited: reading the same text gives the same value.
    private static readonly ValueComparer<RoundSettings> SameInstance = new(
        (one, other) => ReferenceEquals(one, other), settings => settings.GetHashCode(), settings => settings);

    public void Configure(EntityTypeBuilder<Round> builder)
    {
        builder.ToTable("rounds");
        builder.Property(round => round.Name).HasMaxLength(300);
        builder.Property(round => round.Settings).HasConversion(
            settings => Write(settings), text => Read(text), SameInstance);
        builder.Ignore(round => round.ConcentratedEnd);
        builder.Ignore(round => round.PlanDueOn);
    }

    private static string Write(RoundSettings settings) => JsonSerializer.Serialize(settings);

    private static RoundSettings Read(string text) => JsonSerializer.Deserialize<RoundSettings>(text) ?? new();
}
