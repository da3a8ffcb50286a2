using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.People;

/// <summary>What kind of place in the tree a unit is.</summary>
public enum UnitKind
{
    /// <summary>区县.</summary>
    District,

    /// <summary>乡镇.</summary>
    Town,

    /// <summary>站所办.</summary>
    Office,

    /// <summary>村.</summary>
    Village,
}

/// <summary>A unit (单位) in the tree district → town → office or village.</summary>
public sealed class Unit
{
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required UnitKind Kind { get; set; }
    public Guid? ParentId { get; set; }

    /// <summary>Ids from the root to this unit, each followed by a slash: a subtree is a prefix.</summary>
    public required string Path { get; set; }

    /// <summary>The address its mails come from (发件地址); null for that of the unit above, and in the end the settings'.</summary>
    public string? MailFrom { get; set; }

    /// <summary>The name beside <see cref="MailFrom"/>; null for the unit's own.</summary>
    public string? MailFromName { get; set; }

    /// <summary>Where answers go; null for what the unit above says.</summary>
    public string? MailReplyTo { get; set; }

    /// <summary>The path of a unit under a parent; null for a root.</summary>
    public static string PathOf(Guid id, Unit? parent) => $"{parent?.Path}{id:N}/";

    private sealed class Configuration : IEntityTypeConfiguration<Unit>
    {
        public void Configure(EntityTypeBuilder<Unit> builder)
        {
            builder.ToTable("units");
            builder.Property(unit => unit.Name).HasMaxLength(200);
            builder.Property(unit => unit.Path).HasMaxLength(1000);
            builder.Property(unit => unit.MailFrom).HasMaxLength(320);
            builder.Property(unit => unit.MailFromName).HasMaxLength(100);
            builder.Property(unit => unit.MailReplyTo).HasMaxLength(320);
            builder.HasIndex(unit => unit.Path).IsUnique();
        }
    }
}
