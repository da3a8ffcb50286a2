using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Data;
using Rectify.Workflow.App.Items;
using Rectify.Workflow.App.People;

namespace Rectify.Workflow.App.Mail.Inbox;

/// <summary>Registers the reading of the mailbox.</summary>
internal static class InboxSetup
{
    extension(IServiceCollection services)
    {
        public void AddInbox(IConfiguration configuration)
        {
            services.AddOptions<InboxOptions>()
                .Bind(configuration.GetSection(InboxOptions.Section))
                .ValidateDataAnnotations()
                .ValidateOnStart();
            services.TryAddSingleton<ReplyKey>();
            services.TryAddScoped<NoteFromMail>();
            services.TryAddScoped<TellOfBounce>();
            services.TryAddScoped<TellOfRefusal>();
            services.TryAddScoped<ReceiveMessage>();
            services.TryAddScoped<ReadInbox>();
            services.TryAddScoped<InboxQueries>();
            services.TryAddScoped(provider => new SortMessage(
                provider.GetRequiredService<RectifyDb>(), provider.GetRequiredService<NoteFromMail>(), provider.GetRequiredService<InboxQueries>(),
                provider.GetRequiredService<EvidenceFiles>(), provider.GetRequiredService<PeopleDirectory>(), provider.GetRequiredService<TimeProvider>()));
        }
    }
}
