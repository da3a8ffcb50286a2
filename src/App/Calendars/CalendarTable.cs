using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.Calendars;

/// <summary>A year's day table that somebody imported (日历表). Rows are only ever added: the latest of a year counts.</summary>
public sealed class CalendarTable
{
    /// <summary>From 1, in the order of the imports.</summary>
    public required int Revision { get; init; }

    public required int Year { get; init; }

    /// <summary>The source paper, by number or title.</summary>
    public required string Paper { get; init; }

    public required DateOnly PublishedOn { get; init; }

    /// <summary>The table as the product writes it; <see cref="Domain.Deadlines.CalendarFile"/> reads it.</summary>
    public required string Text { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }
    public required Guid ImportedBy { get; init; }

    private sealed class Configuration : IEntityTypeConfiguration<CalendarTable>
    {
        public void Configure(EntityTypeBuilder<CalendarTable> builder)
        {
            builder.ToTable("calendar_tables");
            builder.HasKey(row => row.Revision);
            builder.Property(row => row.Revision).ValueGeneratedNever();
            builder.Property(row => row.Paper).HasMaxLength(200);
        }
    }
}
