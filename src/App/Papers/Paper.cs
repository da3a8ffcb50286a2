using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.Papers;

namespace Rectify.Workflow.App.Papers;

/// <summary>Whether a paper stands or was withdrawn; a withdrawn paper keeps its number.</summary>
public enum PaperStatus
{
    Issued,

    /// <summary>作废.</summary>
    Void,
}

/// <summary>A numbered paper, as a rule issued on an item (督办文书).</summary>
public sealed class Paper
{
    public required Guid Id { get; init; }
    public required string IssuingBody { get; init; }
    public required PaperKind Kind { get; init; }
    public required int Year { get; init; }

    /// <summary>Gap-free within issuing body, kind and year, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The number as printed (文号).</summary>
    public required string NumberText { get; init; }

    /// <summary>The item it chases; null when a workflow about no item issued it.</summary>
    public required ItemId? ItemId { get; init; }
    public required DateOnly IssuedOn { get; init; }
    public required string Text { get; init; }

    /// <summary>What it says part by part, as JSON: the file is laid out from it.</summary>
    public required string Sheet { get; init; }

    public PaperStatus Status { get; set; }

    /// <summary>When, by whom and why it was withdrawn (作废); null while it stands.</summary>
    public DateOnly? VoidedOn { get; set; }

    public Guid? VoidedBy { get; set; }

    public string? VoidReason { get; set; }

    /// <summary>The paper of a number that was taken, on an item or none, dated the town's day.</summary>
    public static Paper Of(PaperNumber number, ItemId? item, DateOnly day, PaperSheet sheet, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(number);
        ArgumentNullException.ThrowIfNull(sheet);
        return new()
        {
            Id = Guid.CreateVersion7(at),
            IssuingBody = number.Body,
            Kind = number.Kind,
            Year = number.Year,
            Number = number.Number,
            NumberText = number.ToString(),
            ItemId = item,
            IssuedOn = day,
            Text = sheet.ToText(),
            Sheet = sheet.Write(),
        };
    }

    private sealed class Configuration : IEntityTypeConfiguration<Paper>
    {
        public void Configure(EntityTypeBuilder<Paper> builder)
        {
            builder.ToTable("papers");
            builder.Property(row => row.IssuingBody).HasMaxLength(50);
            builder.Property(row => row.NumberText).HasMaxLength(100);
            builder.Property(row => row.VoidReason).HasMaxLength(VoidPaper.LongestReason);
            builder.Property(row => row.Status).IsConcurrencyToken();
            builder.HasIndex(row => new { row.IssuingBody, row.Kind, row.Year, row.Number }).IsUnique();
            builder.HasIndex(row => row.ItemId);
        }
    }
}

/// <summary>The last number given out per issuing body, kind and year.</summary>
public sealed class PaperCounter
{
    /// <summary>Body, kind and year in one key, such as "徐巡改/UrgeNote/2024".</summary>
    public required string Id { get; init; }

    public int Last { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<PaperCounter>
    {
        public void Configure(EntityTypeBuilder<PaperCounter> builder)
        {
            builder.ToTable("paper_counters");
            builder.Property(row => row.Id).HasMaxLength(120);
            builder.Property(row => row.Last).IsConcurrencyToken();
        }
    }
}
