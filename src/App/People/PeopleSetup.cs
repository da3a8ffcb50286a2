using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rectify.Workflow.App.Data;

namespace Rectify.Workflow.App.People;

/// <summary>Registers people, roles and passwords; the host adds cookies.</summary>
public static class PeopleSetup
{
    extension(IServiceCollection services)
    {
        /// <summary>Registers who stands in for whom; mails and tasks ask it everywhere.</summary>
        public IServiceCollection AddDeputies()
        {
            services.TryAddSingleton<PeopleDirectory>();
            services.TryAddScoped<Deputies.ArrangeDeputy>();
            services.TryAddScoped<Deputies.TendDeputies>();
            services.TryAddScoped<Deputies.DeputyQueries>();
            services.TryAddScoped<Deputies.DeputyMails>();
            services.TryAddScoped<Handovers.HandOverItems>();
            return services;
        }

        /// <summary>Registers Identity on <see cref="RectifyDb"/> and the use cases of administrators.</summary>
        public IdentityBuilder AddPeople()
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<PeopleDirectory>();
            services.TryAddScoped<PeopleQueries>();
            services.TryAddScoped<CreatePerson>();
            services.TryAddScoped<ChangePerson>();
            services.TryAddScoped<ResetPassword>();
            services.TryAddScoped<SeedAdministrator>();
            return services.AddIdentityCore<Person>(options =>
                {
                    options.Lockout.AllowedForNewUsers = true;
                    options.Lockout.MaxFailedAccessAttempts = 5;
                    options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                    options.User.RequireUniqueEmail = false;
                    // Length protects, composition rules only lead to patterns.
                    options.Password.RequiredLength = 10;
                    options.Password.RequiredUniqueChars = 4;
                    options.Password.RequireDigit = false;
                    options.Password.RequireLowercase = false;
                    options.Password.RequireUppercase = false;
                    options.Password.RequireNonAlphanumeric = false;
                })
                .AddRoles<IdentityRole<Guid>>()
                .AddEntityFrameworkStores<RectifyDb>()
                .AddDefaultTokenProviders();
        }
    }
}
