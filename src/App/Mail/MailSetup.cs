using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Mail.Composing;
using Rectify.Workflow.App.Mail.Inbox;
using Rectify.Workflow.App.Mail.Messages;
using Rectify.Workflow.App.Mail.Overrides;
using Rectify.Workflow.App.Mail.Transports;
using Rectify.Workflow.App.Weekly;

namespace Rectify.Workflow.App.Mail;

/// <summary>Registers the outbox and the configured transport.</summary>
public static class MailSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Wrong settings stop the host at its start, not at the first mail.</summary>
        public IServiceCollection AddMail(IConfiguration configuration)
        {
            ArgumentNullException.ThrowIfNull(configuration);
            services.AddOptions<MailOptions>()
                .Bind(configuration.GetSection(MailOptions.Section))
                .Configure<DatabaseOptions>((mail, database) =>
                {
                    // The mail folder belongs to the data folder unless it is named.
                    if (string.IsNullOrWhiteSpace(configuration[$"{MailOptions.Section}:{nameof(MailOptions.Folder)}"]))
                    {
                        mail.Folder = Path.Combine(database.DataFolder, "mail");
                    }
                })
                .PostConfigure<IOptions<InboxOptions>>((mail, inbox) => mail.BounceTo = mail.BounceTo.Length > 0 ? mail.BounceTo : inbox.Value.ReplyAddress ?? "")
                .ValidateDataAnnotations()
                .ValidateOnStart();
            services.TryAddSingleton(TimeProvider.System);
            services.AddInbox(configuration);
            services.TryAddScoped<MailLinks>();
            services.TryAddScoped<SummaryBook>();
            services.TryAddScoped<MailComposer>();
            services.TryAddScoped<OutboxPace>();
            services.TryAddScoped<OutboxBatches>();
            services.TryAddScoped<OutboxLanes>();
            services.TryAddScoped<DispatchOutbox>();
            services.TryAddScoped<ResendMail>();
            services.TryAddScoped<HoldMail>();
            services.TryAddScoped<MailHealthQueries>();
            services.TryAddScoped<ChangeSender>();
            services.TryAddScoped<MailWarnings>();
            services.TryAddSingleton<MailOverrideCache>();
            services.TryAddScoped<SampleMails>();
            services.TryAddScoped<TemplateFaults>();
            services.TryAddScoped<EditTemplates>();
            services.TryAddScoped(provider => new PreviewTemplate(
                provider.GetRequiredService<RectifyDb>(), provider.GetRequiredService<MailComposer>(), provider.GetRequiredService<MailOverrideCache>(),
                provider.GetRequiredService<SampleMails>(), provider.GetRequiredService<OutboxNudge>(), provider.GetRequiredService<TimeProvider>()));
            services.TryAddSingleton<FolderTransport>();
            services.TryAddSingleton<SmtpTransport>();
            // Its lines outlive a run; a scope would close what it gets from here.
            services.TryAddSingleton<IMailTransport>(provider =>
                provider.GetRequiredService<IOptions<MailOptions>>().Value.Transport is MailTransportKind.Smtp
                    ? provider.GetRequiredService<SmtpTransport>()
                    : provider.GetRequiredService<FolderTransport>());
            return services;
        }
    }
}
