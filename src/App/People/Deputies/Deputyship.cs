using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.People.Deputies;

/// <summary>To whom mails and tasks go while somebody stands in.</summary>
public enum DeputyMode
{
    /// <summary>本人和代理人都收.</summary>
    Both,

    /// <summary>只由代理人收.</summary>
    DeputyOnly,
}

/// <summary>One person stands in for another from one day to another (代理), both days included, by the town's clock.</summary>
public sealed class Deputyship
{
    public required Guid Id { get; init; }

    /// <summary>Who is away.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>Who stands in.</summary>
    public required Guid DeputyId { get; init; }

    public required DateOnly FromOn { get; init; }
    public required DateOnly ToOn { get; init; }
    public required string Reason { get; init; }
    public required DeputyMode Mode { get; init; }
    public required Guid ArrangedBy { get; init; }
    public required DateTimeOffset ArrangedAt { get; init; }

    /// <summary>When both were told and the journal wrote that it began; null before.</summary>
    public DateTimeOffset? BegunAt { get; set; }

    /// <summary>When it was over: its days passed, or somebody ended it before; null until then.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Who ended it before its time; null when it ended by itself.</summary>
    public Guid? EndedBy { get; set; }

    /// <summary>When the administrators were told that the deputy has left; null when nobody had to be.</summary>
    public DateTimeOffset? LeftToldAt { get; set; }

    /// <summary>True on a day it covers, unless it was ended.</summary>
    public bool Covers(DateOnly day) => EndedAt is null && FromOn <= day && day <= ToOn;

    private sealed class Configuration : IEntityTypeConfiguration<Deputyship>
    {
        public void Configure(EntityTypeBuilder<Deputyship> builder)
        {
            builder.ToTable("deputyships");
            builder.Property(row => row.Reason).HasMaxLength(ArrangeDeputy.LongestReason);
            builder.Property(row => row.EndedAt).IsConcurrencyToken();
            builder.Property(row => row.BegunAt).IsConcurrencyToken();
            builder.HasIndex(row => row.PrincipalId);
            builder.HasIndex(row => row.DeputyId);
            builder.HasIndex(row => row.ToOn).HasFilter("ended_at IS NULL");
            builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PrincipalId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Person>().WithMany().HasForeignKey(row => row.DeputyId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
