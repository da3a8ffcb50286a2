using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Rectify.Workflow.App.People;

/// <summary>A person who signs in and gets mail (人员).</summary>
public sealed class Person : IdentityUser<Guid>
{
    /// <summary>How the person is shown, usually name and post.</summary>
    public required string DisplayName { get; set; }

    /// <summary>The unit the person belongs to; what the person sees follows from it.</summary>
    public required Guid UnitId { get; set; }

    /// <summary>Language of pages and mails: zh-CN or en.</summary>
    public string Culture { get; set; } = "zh-CN";

    /// <summary>False once the person has left the post: no sign-in, no mail, no tasks.</summary>
    public bool Active { get; set; } = true;

    /// <summary>True until the person has replaced the first password.</summary>
    public bool MustChangePassword { get; set; }

    private sealed class Configuration : IEntityTypeConfiguration<Person>
    {
        public void Configure(EntityTypeBuilder<Person> builder)
        {
            builder.ToTable("people");
            builder.Property(person => person.DisplayName).HasMaxLength(200);
            builder.Property(person => person.Culture).HasMaxLength(10);
            builder.HasIndex(person => person.UnitId);
            builder.HasOne<Unit>().WithMany().HasForeignKey(person => person.UnitId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
