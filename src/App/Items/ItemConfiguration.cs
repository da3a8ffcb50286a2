using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Items;

/// <summary>
/// How an item is stored: one row, with its few applications, due-date changes and amounts as JSON beside it, so that a
/// step reads and writes one row; the measures are rows of their own, loaded when a page or use case needs them.
/// </summary>
internal sealed class ItemConfiguration : IEntityTypeConfiguration<RectificationItem>
{
    public void Configure(EntityTypeBuilder<RectificationItem> builder)
    {
        builder.ToTable("items");
        builder.HasKey(item => item.Id);
        builder.Property(item => item.Version).IsConcurrencyToken();
        builder.Property(item => item.SectionTitle).HasMaxLength(300);
        builder.Property(item => item.HeadingTitle).HasMaxLength(300);
        builder.Property(item => item.Title).HasMaxLength(500);
        builder.HasOne<Round>().WithMany().HasForeignKey(item => item.RoundId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(item => new { item.RoundId, item.Number }).IsUnique();
        builder.HasIndex(item => new { item.Status, item.DueOn });
        builder.Ignore(item => item.PendingApplication);
        builder.ComplexProperty(item => item.Duty, duty =>
        {
            duty.Property(set => set.LeadLeader).HasColumnName("lead_leader_id");
            duty.Property(set => set.ResponsibleLeader).HasColumnName("responsible_leader_id");
            duty.Property(set => set.LeadUnit).HasColumnName("lead_unit_id");
            duty.Property(set => set.ResponsibleUnit).HasColumnName("responsible_unit_id");
            duty.Property(set => set.ResponsiblePerson).HasColumnName("responsible_person_id");
            duty.Property(set => set.CooperatingUnits).HasColumnName("cooperating_unit_ids")
                .HasConversion(new UnitListConverter(), new UnitListComparer());
        });
        builder.OwnsMany(item => item.Applications, owned => owned.ToJson("applications"));
        builder.OwnsMany(item => item.DueChanges, owned => owned.ToJson("due_changes"));
        builder.OwnsMany(item => item.Amounts, owned => owned.ToJson("amounts"));
        builder.Property(item => item.StatusChanges).HasConversion(new ChangeListConverter(), new ChangeListComparer());
        builder.HasMany(item => item.Measures).WithOne().HasForeignKey("ItemId").OnDelete(DeleteBehavior.Cascade);
    }

    // Methods of their own: EF would make the delegate of a lambda inside a lambda anew for every row.
    private static string Write(IReadOnlyList<UnitId> units) =>
        units.Count == 0 ? "" : string.Join(',', units.Select(unit => unit.Value.ToString("N")));

    private static UnitId[] Read(string text) => text.Length == 0
        ? []
        : text.Split(',').Select(part => new UnitId(Guid.Parse(part, CultureInfo.InvariantCulture))).ToArray();

    private static bool Same(IReadOnlyList<UnitId>? one, IReadOnlyList<UnitId>? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.SequenceEqual(other));

    private static int Hash(IReadOnlyList<UnitId> units) => units.Aggregate(0, HashCode.Combine);

    // "2024-01-02T00:30:00.0000000Z Closed;…": short, and readable where the database is read by hand.
    private static string WriteChanges(IReadOnlyList<StatusChange> changes) => string.Join(';',
        changes.Select(change => $"{change.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)} {change.To}"));

    private static StatusChange[] ReadChanges(string text) => text.Length == 0
        ? []
        : text.Split(';').Select(part => new StatusChange(
            new(DateTime.ParseExact(part[..part.IndexOf(' ', StringComparison.Ordinal)], "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
            Enum.Parse<ItemStatus>(part.AsSpan(part.IndexOf(' ', StringComparison.Ordinal) + 1)))).ToArray();

    private static bool SameChanges(IReadOnlyList<StatusChange>? one, IReadOnlyList<StatusChange>? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && one.SequenceEqual(other));

    private static int HashChanges(IReadOnlyList<StatusChange> changes) => changes.Aggregate(0, HashCode.Combine);

    private sealed class ChangeListConverter() : ValueConverter<IReadOnlyList<StatusChange>, string>(
        changes => WriteChanges(changes), text => ReadChanges(text));

    // The list is never changed, only replaced: the list itself is its own snapshot.
    private sealed class ChangeListComparer() : ValueComparer<IReadOnlyList<StatusChange>>(
        (one, other) => SameChanges(one, other), changes => HashChanges(changes), changes => changes);

    private sealed class UnitListConverter() : ValueConverter<IReadOnlyList<UnitId>, string>(
        units => Write(units), text => Read(text));

    private sealed class UnitListComparer() : ValueComparer<IReadOnlyList<UnitId>>(
        (one, other) => Same(one, other), units => Hash(units), units => units.ToArray());
}

internal sealed class MeasureConfiguration : IEntityTypeConfiguration<Measure>
{
    public void Configure(EntityTypeBuilder<Measure> builder)
    {
        builder.ToTable("measures");
        builder.Property<ItemId>("ItemId");
        builder.HasKey("ItemId", nameof(Measure.No));
        builder.Property(measure => measure.No).ValueGeneratedNever();
    }
}
