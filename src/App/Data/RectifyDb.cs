using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Rectify.Workflow.App.Calendars;
using Rectify.Workflow.App.Calls;
using Rectify.Workflow.App.Definitions;
using Rectify.Workflow.App.Endpoints;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.Jobs;
using Rectify.Workflow.App.Journal;
using Rectify.Workflow.App.Mail;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.App.Moves;
using Rectify.Workflow.App.Papers;
using Rectify.Workflow.App.People;
using Rectify.Workflow.App.People.Deputies;
using Rectify.Workflow.App.People.Handovers;
using Rectify.Workflow.App.Reminders;
using Rectify.Workflow.App.Starts;
using Rectify.Workflow.App.Tasks;
using Rectify.Workflow.App.Workflows;
using Rectify.Workflow.Domain.Items;
using Rectify.Workflow.Domain.People;
using Rectify.Workflow.Domain.Rounds;

namespace Rectify.Workflow.App.Data;

/// <summary>The one model; a subclass per database adds only what that database needs.</summary>
public abstract class RectifyDb(DbContextOptions options)
    : IdentityDbContext<Person, IdentityRole<Guid>, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<CalendarTable> CalendarTables => Set<CalendarTable>();
    public DbSet<OutgoingCall> Calls => Set<OutgoingCall>();
    public DbSet<StartOrder> StartOrders => Set<StartOrder>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<EngineLogBurst> EngineLog => Set<EngineLogBurst>();
    public DbSet<EventWait> EventWaits => Set<EventWait>();
    public DbSet<Items.Evidence> Evidence => Set<Items.Evidence>();
    public DbSet<InstanceTimer> Timers => Set<InstanceTimer>();
    public DbSet<HttpListener> HttpListeners => Set<HttpListener>();
    public DbSet<ItemNotice> Notices => Set<ItemNotice>();
    public DbSet<RectificationItem> Items => Set<RectificationItem>();
    public DbSet<ItemUnit> ItemUnits => Set<ItemUnit>();
    public DbSet<ItemWatch> Watches => Set<ItemWatch>();
    public DbSet<JobRun> JobRuns => Set<JobRun>();
    public DbSet<LedgerView> LedgerViews => Set<LedgerView>();
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();
    public DbSet<JournalSeal> JournalSeals => Set<JournalSeal>();
    public DbSet<KeyValue> KeyValues => Set<KeyValue>();
    public DbSet<MoveOrder> MoveOrders => Set<MoveOrder>();
    public DbSet<InstanceMove> Moves => Set<InstanceMove>();
    public DbSet<InstanceStage> Stages => Set<InstanceStage>();
    public DbSet<MailHost> MailHosts => Set<MailHost>();
    public DbSet<MailNotice> MailNotices => Set<MailNotice>();
    public DbSet<InboxMessage> InboxMessages => Set<InboxMessage>();
    public DbSet<InboxPlace> InboxPlaces => Set<InboxPlace>();
    public DbSet<MailBounce> MailBounces => Set<MailBounce>();
    public DbSet<MailItem> MailItems => Set<MailItem>();
    public DbSet<MailSource> MailSources => Set<MailSource>();
    public DbSet<MailState> MailStates => Set<MailState>();
    public DbSet<MailTemplateVersion> MailTemplates => Set<MailTemplateVersion>();
    public DbSet<LedgerMail> Mails => Set<LedgerMail>();
    public DbSet<Paper> Papers => Set<Paper>();
    public DbSet<PaperCounter> PaperCounters => Set<PaperCounter>();
    public DbSet<ProgressNote> ProgressNotes => Set<ProgressNote>();
    public DbSet<Round> Rounds => Set<Round>();
    public DbSet<StoredDefinition> Definitions => Set<StoredDefinition>();
    public DbSet<StoredInstance> Instances => Set<StoredInstance>();
    public DbSet<WorkflowTrigger> Triggers => Set<WorkflowTrigger>();
    public DbSet<Handover> Handovers => Set<Handover>();
    public DbSet<Deputyship> Deputyships => Set<Deputyship>();
    public DbSet<Unit> Units => Set<Unit>();
    public DbSet<WorkTask> Tasks => Set<WorkTask>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(RectifyDb).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<ItemId>().HaveConversion<IdConverters.ForItem>();
        configurationBuilder.Properties<RoundId>().HaveConversion<IdConverters.ForRound>();
        configurationBuilder.Properties<PersonId>().HaveConversion<IdConverters.ForPerson>();
        configurationBuilder.Properties<UnitId>().HaveConversion<IdConverters.ForUnit>();
    }
}
